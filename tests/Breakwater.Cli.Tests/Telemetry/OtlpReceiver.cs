using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Breakwater.Cli.Tests.Telemetry;

/// <summary>An OTLP receiver over HTTP on this machine: takes metrics and traces as protobuf, answers, and says which names were in them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private const string End = "/end";
    private readonly HttpListener _listener;
    private readonly Task _serving;

    public OtlpReceiver()
    {
        (_listener, Url) = Listen();
        _serving = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Url { get; }

    /// <summary>What was posted, by path.</summary>
    public ConcurrentQueue<(string Path, string? Type, byte[] Body)> Posts { get; } = new();

    /// <summary>Names of metrics: resource metrics 1, scope metrics 2, metric 2, name 1.</summary>
    public IReadOnlySet<string> Metrics => Names("/v1/metrics", 1, 2, 2, 1);

    /// <summary>Names of spans: resource spans 1, scope spans 2, span 2, name 5.</summary>
    public IReadOnlySet<string> Spans => Names("/v1/traces", 1, 2, 2, 5);

    /// <summary>Names of scopes of metrics: resource metrics 1, scope metrics 2, scope 1, name 1.</summary>
    public IReadOnlySet<string> Scopes => Names("/v1/metrics", 1, 2, 1, 1);

    /// <summary>Ends with a last request, which the thread that serves answers and then goes: a listener that is stopped may leave it waiting for ever.</summary>
    public void Dispose()
    {
        using (var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }) { client.Send(new(HttpMethod.Get, Url + End)).Dispose(); }
        _serving.Wait();
        _listener.Close();
    }

    /// <summary>Listens on a free port; another process may take it between asking for one and listening.</summary>
    private static (HttpListener Listener, string Url) Listen()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(url + "/");
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private void Serve()
    {
        for (var isOpen = true; isOpen;)
        {
            var context = _listener.GetContext();
            isOpen = context.Request.Url!.AbsolutePath != End;
            try
            {
                using var body = new MemoryStream();
                context.Request.InputStream.CopyTo(body);
                if (isOpen) { Posts.Enqueue((context.Request.Url.AbsolutePath, context.Request.ContentType, body.ToArray())); }
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // One client is gone.
            }
        }
    }

    private HashSet<string> Names(string path, params int[] fields) => [.. Posts.Where(p => p.Path == path).SelectMany(p => At(p.Body, fields)).Select(b => Encoding.UTF8.GetString(b.Span))];

    private static IEnumerable<ReadOnlyMemory<byte>> At(ReadOnlyMemory<byte> message, ReadOnlyMemory<int> path) =>
        path.IsEmpty ? [message] : Fields(message).Where(f => f.Number == path.Span[0]).SelectMany(f => At(f.Value, path[1..]));

    /// <summary>The fields of a protobuf message that have a length; of the others only how long they are matters.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0: Varint(message, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return ((int)(tag >> 3), message.Slice(at, length));
                    at += length;
                    break;
                default: throw new InvalidDataException($"No field is of wire type {tag & 7}.");
            }
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var part = message.Span[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) { return value; }
        }
    }
}
