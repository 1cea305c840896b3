using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>
/// How an aggregated record holds its members: a column for each thing said of them, so that a thousand fit into what one entry of a log takes. Members stand by the stem of their agent's name, those of one stem in the order in which
/// they came. Columns that say nothing are left out. <see cref="AggregatedRecord"/> reads it, <see cref="MemberBounds"/> knows how long it becomes.
/// </summary>
internal static class MemberColumns
{
    /// <summary>Characters of a chain: 16 bytes in base64url (RFC 4648, section 5) without padding.</summary>
    public const int ChainCharacters = 22;

    private delegate long Value(in AuditMember member, DateTimeOffset since);

    /// <summary>What agents of a group have in common: their name up to its last hyphen.</summary>
    public static ReadOnlySpan<char> StemOf(string? agent) => agent.AsSpan(0, agent is null ? 0 : agent.LastIndexOf('-') + 1);

    public static void Write(CanonicalJson json, AuditMembers members, DateTimeOffset since)
    {
        var order = members.ByStem();
        json.Begin("members"u8, (byte)'{');
        Agents(json, members.Span, order);
        Chains(json, members.Span, order);
        Differences(json, "request"u8, members.Span, order, since, static (in m, _) => (long)m.Request);
        Differences(json, "admission"u8, members.Span, order, since, static (in m, _) => (long)m.Admission);
        Differences(json, "chargedMicros"u8, members.Span, order, since, static (in m, _) => m.Charged.Micros);
        Plain(json, "count"u8, members.Span, order, since, 1, static (in m, _) => m.Count);
        Differences(json, "at"u8, members.Span, order, since, static (in m, since) => (m.First - since).Ticks);
        Plain(json, "until"u8, members.Span, order, since, 0, static (in m, _) => (m.Last - m.First).Ticks);
        json.End((byte)'}');
    }

    /// <summary>For each stem an array: the stem, and what comes after it in each name.</summary>
    private static void Agents(CanonicalJson json, ReadOnlySpan<AuditMember> members, ReadOnlySpan<int> order)
    {
        json.Begin("agent"u8, (byte)'[');
        for (var i = 0; i < order.Length; i++)
        {
            var agent = members[order[i]].Agent;
            var stem = StemOf(agent);
            if (i == 0 || !stem.SequenceEqual(StemOf(members[order[i - 1]].Agent)))
            {
                if (i > 0) { json.End((byte)']'); }
                json.Begin(default, (byte)'[');
                json.Text(default, stem);
            }
            if (agent is null) { json.Null(); }
            else { json.Text(default, agent.AsSpan(stem.Length)); }
        }
        if (order.Length > 0) { json.End((byte)']'); }
        json.End((byte)']');
    }

    private static void Chains(CanonicalJson json, ReadOnlySpan<AuditMember> members, ReadOnlySpan<int> order)
    {
        var any = false;
        foreach (ref readonly var member in members) { any |= member.Chain != 0; }
        if (!any) { return; }
        json.Name("chain"u8);
        json.OpenQuote();
        foreach (var i in order) { json.Base64Url(members[i].Chain); }
        json.CloseQuote();
    }

    /// <summary>Each as the difference from the one before, the first from 0, modulo 2^64.</summary>
    private static void Differences(CanonicalJson json, ReadOnlySpan<byte> name, ReadOnlySpan<AuditMember> members, ReadOnlySpan<int> order, DateTimeOffset since, Value value)
    {
        if (!Says(members, since, 0, value)) { return; }
        json.Begin(name, (byte)'[');
        var before = 0L;
        foreach (var i in order)
        {
            var now = value(members[i], since);
            json.Number(default, unchecked(now - before));
            before = now;
        }
        json.End((byte)']');
    }

    private static void Plain(CanonicalJson json, ReadOnlySpan<byte> name, ReadOnlySpan<AuditMember> members, ReadOnlySpan<int> order, DateTimeOffset since, long nothing, Value value)
    {
        if (!Says(members, since, nothing, value)) { return; }
        json.Begin(name, (byte)'[');
        foreach (var i in order) { json.Number(default, value(members[i], since)); }
        json.End((byte)']');
    }

    private static bool Says(ReadOnlySpan<AuditMember> members, DateTimeOffset since, long nothing, Value value)
    {
        foreach (ref readonly var member in members)
        {
            if (value(member, since) != nothing) { return true; }
        }
        return false;
    }
}
