using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>A signer of C2SP signed-note type 0x01, Ed25519, which .NET does not have: the command of OpenSSL does the signing and the checking.</summary>
internal sealed class OpenSslEd25519 : INoteSigner, INoteVerifier, IDisposable
{
    private const byte SignatureType = 0x01;
    private const int KeyBytes = 32;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ed25519-");

    public OpenSslEd25519(string name)
    {
        Name = name;
        Require(Run("genpkey", "-algorithm", "ed25519", "-out", "key.pem"));
        Require(Run("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"));
        Require(Run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"));
        var publicKey = File.ReadAllBytes(PathOf("public.der"))[^KeyBytes..];
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', SignatureType, .. publicKey]));
    }

    public static bool IsInstalled { get; } =
        !OperatingSystem.IsWindows() && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "openssl")));

    public string Name { get; }

    public uint KeyId { get; }

    public INoteVerifier Verifier => this;

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        File.WriteAllBytes(PathOf("text"), text);
        Require(Run("pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "text", "-out", "signature"));
        return File.ReadAllBytes(PathOf("signature"));
    }

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        File.WriteAllBytes(PathOf("text"), text);
        File.WriteAllBytes(PathOf("signature"), signature);
        return Run("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "public.pem", "-in", "text", "-sigfile", "signature");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private bool Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static void Require(bool done)
    {
        if (!done) { throw new InvalidOperationException("OpenSSL did not do it."); }
    }
}
