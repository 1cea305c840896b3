using System.Text;

namespace Breakwater.ControlLog;

/// <summary>How large things in a control log may be. Fixed, so that every log can be read everywhere.</summary>
public static class ControlLogLimits
{
    /// <summary>Most bytes in the payload of a permitting record: 1 MiB.</summary>
    public const int PayloadBytes = 1024 * 1024;

    /// <summary>Most bytes in the payload of a restricting record: 16 KiB, so that reserved space holds many.</summary>
    public const int RestrictionPayloadBytes = 16 * 1024;

    /// <summary>Most restrictions that wait to be written.</summary>
    public const int WaitingRestrictions = 4_096;

    /// <summary>Most bytes of restrictions that wait to be written, as they will be on disk: 1 MiB, kept free in every segment.</summary>
    public const int WaitingBytes = 1024 * 1024;

    /// <summary>Most characters of a kind.</summary>
    public const int KindLength = 64;

    /// <summary>Most UTF-8 bytes of an actor.</summary>
    public const int ActorBytes = 256;

    /// <summary>Most bytes of a snapshot: 256 MiB.</summary>
    public const int SnapshotBytes = 256 * 1024 * 1024;

    internal static string? ProblemWith(string? kind, int payloadBytes, string? actor, int mostPayloadBytes)
    {
        if (string.IsNullOrEmpty(kind)) { return "A control record needs a kind, such as `trust.revoke-agent`."; }
        if (kind.Length > KindLength) { return $"A kind has at most {KindLength} characters; this one has {kind.Length}."; }
        foreach (var c in kind)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-'))
            {
                return $"The kind `{kind}` may hold only lower-case letters, digits, dots and hyphens.";
            }
        }
        if (kind.StartsWith("log.", StringComparison.Ordinal)) { return $"The kind `{kind}` is reserved: kinds that begin with `log.` are the log's own."; }
        if (string.IsNullOrEmpty(actor)) { return "A control record names who authorised it."; }
        if (Encoding.UTF8.GetByteCount(actor) > ActorBytes) { return $"An actor has at most {ActorBytes} bytes of UTF-8."; }
        if (payloadBytes > mostPayloadBytes) { return $"A payload has at most {mostPayloadBytes} bytes here; this one has {payloadBytes}."; }
        return null;
    }
}
