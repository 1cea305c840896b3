using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>P-256 through the types that the controls use, over a few keys or over thousands in turn.</summary>
internal static class SignatureProbes
{
    private const int MessageSize = 200;

    public static CalibrationProbe Signature { get; } = new(WorkUnit.Signature, size =>
    {
        var signers = Enumerable.Range(0, Keys(size)).Select(_ => P256Signer.Create()).ToArray();
        var message = RandomNumberGenerator.GetBytes(MessageSize);
        var unused = default(Work);
        foreach (var signer in signers) { signer.Sign(message, new byte[PublicKey.SignatureSize], ref unused); }        // a key's first use costs more
        var turn = 0;
        return new(
            (int operations, ref Work work) =>
            {
                Span<byte> signature = stackalloc byte[PublicKey.SignatureSize];
                for (var i = 0; i < operations; i++) { signers[turn++ % signers.Length].Sign(message, signature, ref work); }
            },
            new Owned(signers));
    });

    public static CalibrationProbe SignatureCheck { get; } = new(WorkUnit.SignatureCheck, size =>
    {
        var signed = Signed.Make(Keys(size));
        var unused = default(Work);
        foreach (var s in signed) { s.Check(s.Key, ref unused); }        // imports the keys, which is KeyImport's cost
        var turn = 0;
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                var s = signed[turn++ % signed.Length];
                s.Check(s.Key, ref work);
            }
        });
    });

    /// <summary>The first check under a key, from which the check itself is subtracted.</summary>
    public static CalibrationProbe KeyImport { get; } = new(WorkUnit.KeyImport, size =>
    {
        var signed = Signed.Make(Keys(size));
        var turn = 0;
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                var s = signed[turn++ % signed.Length];
                s.Check(new PublicKey(s.Key.Point), ref work);
            }
        });
    });

    private static int Keys(StateSize size) => size == StateSize.Cache ? 16 : 4_000;

    private sealed record Signed(PublicKey Key, byte[] Message, byte[] Signature)
    {
        public static Signed[] Make(int keys) =>
        [
            .. Enumerable.Range(0, keys).Select(_ =>
            {
                using var signer = P256Signer.Create();
                var message = RandomNumberGenerator.GetBytes(MessageSize);
                var signature = new byte[PublicKey.SignatureSize];
                var unused = default(Work);
                signer.Sign(message, signature, ref unused);
                return new Signed(new PublicKey(signer.PublicKey.Point), message, signature);
            }),
        ];

        public void Check(PublicKey key, ref Work work)
        {
            if (!key.Verify(Message, Signature, ref work)) { throw new InvalidOperationException("A good signature was refused."); }
        }
    }

    private sealed class Owned(IReadOnlyList<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in all) { one.Dispose(); }
        }
    }
}
