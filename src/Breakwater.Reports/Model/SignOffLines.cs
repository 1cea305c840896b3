namespace Breakwater.Reports.Model;

/// <summary>What whoever signs fills in.</summary>
internal static class SignOffLines
{
    public static readonly IReadOnlyList<string> Labels = ["Name of the risk owner", "Role", "Date", "Signature", "Conditions"];
}
