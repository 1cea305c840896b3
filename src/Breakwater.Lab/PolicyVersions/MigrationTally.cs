using Breakwater.Contracts;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>What came of the requests of one phase, judged by the amounts alone.</summary>
internal sealed class MigrationTally
{
    private Work _work;

    public long Requests { get; private set; }

    /// <summary>Agents asked, more than once where a request was sent on.</summary>
    public long Asks { get; private set; }

    /// <summary>Approved although the new limit forbids it.</summary>
    public long Violations { get; private set; }

    /// <summary>Their amounts, in hundredths.</summary>
    public long ExposedCents { get; private set; }

    /// <summary>Refused in the end although both limits allow it.</summary>
    public long WronglyRefused { get; private set; }

    /// <summary>Requests on which a router said that the two versions differ.</summary>
    public long Drifted { get; private set; }

    public Work Work => _work;

    /// <summary>Notes what came of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="approved">Whether it was approved in the end.</param>
    /// <param name="drifted">Whether the versions differed on it.</param>
    /// <param name="asks">How many agents were asked.</param>
    /// <param name="work">What it cost.</param>
    public void Add(in ApprovalRequest request, bool approved, bool drifted, int asks, in Work work)
    {
        Requests++;
        Asks += asks;
        _work.Add(work);
        if (drifted) { Drifted++; }
        if (approved && !request.IsWithin(AdviserLimits.New))
        {
            Violations++;
            ExposedCents += request.Cents;
        }
        if (!approved && request.IsWithin(AdviserLimits.New)) { WronglyRefused++; }
    }
}
