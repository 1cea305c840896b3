using System.Buffers.Binary;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// Which messages the watchers score where not all of them are: a share by the risk of an agent's work, chosen by a keyed hash of the message's number, and everything of an agent that something
/// points at. What is not scored still counts as a message, so that an agent does not seem to have gone quiet. Immutable and thread-safe; a choice is O(1) and allocates nothing.
/// </summary>
public sealed class InspectionPlan
{
    /// <summary>Every message. The default.</summary>
    public static InspectionPlan Everything { get; } = new();

    /// <summary>Share of the messages of agents of low risk that are scored, from 0 to 1.</summary>
    public double Low { get; init; } = 1;

    /// <summary>The same for medium risk.</summary>
    public double Medium { get; init; } = 1;

    /// <summary>The same for high risk.</summary>
    public double High { get; init; } = 1;

    /// <summary>The same for critical risk.</summary>
    public double Critical { get; init; } = 1;

    /// <summary>
    /// For so long everything of an agent is scored after something pointed at it: its score reached the monitoring line, it drifts, its type shifts, or a signal named it. Up to a day; zero, the
    /// default, for not at all.
    /// </summary>
    public TimeSpan InvestigateFor { get; init; }

    /// <summary>
    /// What the choice is keyed by, so that an agent cannot work out which of its messages are looked at. From the operating system where none is given; nodes that are to choose alike share one.
    /// </summary>
    public ulong Key { get; init; } = NewKey();

    /// <summary>Whether nothing is ever left out.</summary>
    public bool IsEverything => Low >= 1 && Medium >= 1 && High >= 1 && Critical >= 1;

    /// <summary>The same share of everybody's messages.</summary>
    public static InspectionPlan Sampled(double share) => new() { Low = share, Medium = share, High = share, Critical = share };

    /// <summary>Everything of high and critical risk, half of medium, a tenth of low: the framework's upper rates for the judge.</summary>
    public static InspectionPlan ByRisk() => new() { Low = 0.1, Medium = 0.5 };

    /// <summary>A share of everybody's messages, so that types are known, and for half an hour everything of an instance at which its type or a signal points.</summary>
    public static InspectionPlan ByType(double share) => new() { Low = share, Medium = share, High = share, Critical = share, InvestigateFor = TimeSpan.FromMinutes(30) };

    /// <summary>The share that is scored; of an agent whose risk is not known, everything.</summary>
    public double ShareOf(RiskClass risk) => risk switch
    {
        RiskClass.Low => Low,
        RiskClass.Medium => Medium,
        RiskClass.High => High,
        RiskClass.Critical => Critical,
        _ => 1,
    };

    /// <summary>Whether a message is among those chosen. A message without a number, 0, always is.</summary>
    public bool IsChosen(RiskClass risk, AgentHandle agent, ulong message)
    {
        var share = ShareOf(risk);
        return share >= 1 || message == 0 || StableHash.Fraction(StableHash.Of(Key, agent.Index, message)) < share;
    }

    private static ulong NewKey()
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        Entropy.System.Fill(key);
        return BinaryPrimitives.ReadUInt64LittleEndian(key);
    }
}
