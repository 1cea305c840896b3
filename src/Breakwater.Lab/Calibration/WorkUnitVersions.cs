using System.Collections.Frozen;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>
/// The version of the code behind each <see cref="WorkUnit"/>. Bump one when what the unit costs may have changed (another algorithm,
/// another structure, another record format): profiles measured before are then refused as outdated instead of quietly giving old times.
/// </summary>
public static class WorkUnitVersions
{
    /// <summary>Every unit, in the order of the enumeration.</summary>
    public static IReadOnlyList<WorkUnit> Units { get; } = Enum.GetValues<WorkUnit>();

    private static readonly FrozenDictionary<WorkUnit, int> Versions = new Dictionary<WorkUnit, int>
    {
        [WorkUnit.SignatureCheck] = 1,
        [WorkUnit.Signature] = 1,
        [WorkUnit.KeyImport] = 1,
        [WorkUnit.Mac] = 1,
        [WorkUnit.HashBlock] = 1,
        [WorkUnit.CacheLookup] = 1,
        [WorkUnit.CacheInsert] = 1,
        [WorkUnit.EntryExamined] = 1,
        [WorkUnit.GateDecision] = 4,
        [WorkUnit.RecordAppended] = 3,
        [WorkUnit.ByteWritten] = 1,
        [WorkUnit.PolicyEvaluated] = 1,
        [WorkUnit.PolicyCandidate] = 1,
        [WorkUnit.MessageScored] = 1,
        [WorkUnit.IndexBlockProbed] = 1,
        [WorkUnit.ByteUnpacked] = 1,
        [WorkUnit.ByteScanned] = 1,
        [WorkUnit.RecordParsed] = 1,
        [WorkUnit.QuotaAsked] = 1,
    }.ToFrozenDictionary();

    /// <summary>The current version of a unit.</summary>
    public static int Of(WorkUnit unit) => Versions[unit];
}
