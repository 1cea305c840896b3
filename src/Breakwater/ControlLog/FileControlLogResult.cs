namespace Breakwater.ControlLog;

/// <summary>What opening a control log on disk came to.</summary>
/// <param name="Log">The log; null if it was refused.</param>
/// <param name="Problems">Every reason why it was refused, each naming file, offset where there is one, and remedy; empty if it was opened.</param>
/// <param name="Repairs">What a crash had left unfinished and was put right; nothing acknowledged is ever among it.</param>
public sealed record FileControlLogResult(FileControlLog? Log, IReadOnlyList<string> Problems, IReadOnlyList<string> Repairs);
