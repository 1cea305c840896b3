namespace Breakwater.Fleet.Reading;

/// <summary>Reads what a prose source says about the fleet.</summary>
internal static class SourceClaimReader
{
    public static IReadOnlyList<SourceClaim> Read(YamlMap root, FleetNames names)
    {
        var claims = new List<SourceClaim>();
        foreach (var item in root.Items("sourceClaims", "source claim"))
        {
            var claim = new SourceClaim(
                item.Text("id", "agents-of-vendor-a"), item.Text("text", "what the source says"), item.Choice("subject", Vocabulary.Subjects),
                item.OptionalReference("provider", names.Providers), item.OptionalReference("cluster", names.Clusters),
                item.Count("stated", 0, 1_000_000, null));
            var ofProvider = claim.Subject is SourceClaimSubjects.ProviderAgents or SourceClaimSubjects.ProviderClusterAgents;
            var ofCluster = claim.Subject is SourceClaimSubjects.ProviderClusterAgents;
            Expect(item, "provider", claim.Subject, ofProvider, claim.Provider is not null);
            Expect(item, "cluster", claim.Subject, ofCluster, claim.Cluster is not null);
            claims.Add(claim);
            item.Close();
        }
        return claims;
    }

    private static void Expect(YamlMap item, string key, string subject, bool needed, bool given)
    {
        if (needed == given) { return; }
        if (needed) { item.Problem(null, $"counts `{subject}` and has no `{key}`", $"add `{key}:` with the id of one"); }
        else { item.Problem(key, $"counts `{subject}` and names a {key}", $"remove `{key}`: this subject is about the whole fleet"); }
    }
}
