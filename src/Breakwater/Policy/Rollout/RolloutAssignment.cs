using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>
/// Which agents run the new version at a percentage: a keyed hash of the agent's name puts it into one of 100 buckets for the whole rollout, and the
/// buckets below the percentage are in. Who is in at 10% is therefore in at 50%, and another rollout begins with other agents.
/// </summary>
public static class RolloutAssignment
{
    /// <summary>The hash's purpose for one tenant's bundle.</summary>
    public static string Purpose(string tenant, string bundle) => $"policy-rollout\n{tenant}\n{bundle}";

    /// <summary>The agent's bucket, 0 to 99. O(length of the names); allocates nothing.</summary>
    /// <param name="purpose">See <see cref="Purpose"/>.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="rollout">The rollout's number.</param>
    public static int Bucket(string purpose, string agent, long rollout) => (int)Math.BigMul(StableHash.Of(purpose, agent, rollout), 100, out _);

    /// <summary>Whether the agent is among this share.</summary>
    public static bool IsIn(string purpose, string agent, long rollout, int percent) => Bucket(purpose, agent, rollout) < percent;
}
