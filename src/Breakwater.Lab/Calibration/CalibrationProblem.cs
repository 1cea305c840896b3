namespace Breakwater.Lab.Calibration;

/// <summary>Something wrong with a calibration profile.</summary>
/// <param name="Line">Line in the file, from 1; 0 where the whole file is meant.</param>
/// <param name="Column">Column, from 1; 0 where the whole line or file is meant.</param>
/// <param name="Message">What is wrong, naming the entry.</param>
/// <param name="Remedy">What to do.</param>
public sealed record CalibrationProblem(int Line, int Column, string Message, string Remedy);

/// <summary>A profile, or why there is none.</summary>
/// <param name="Profile">The profile; null if there is any problem.</param>
/// <param name="Problems">Every problem found; empty if there is a profile.</param>
public sealed record CalibrationLoadResult(CalibrationProfile? Profile, IReadOnlyList<CalibrationProblem> Problems);
