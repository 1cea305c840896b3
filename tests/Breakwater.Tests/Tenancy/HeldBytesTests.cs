using System.Collections.Concurrent;
using Breakwater.Tenancy;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Tenancy;

/// <summary>What is measured is what the runtime allocated: the oracle is the thread's own count of bytes while the structure was made.</summary>
public sealed class HeldBytesTests
{
    private sealed class Node
    {
        public int Number;
        public Node? Next;
        public string? Text;
        public (object? Left, long Right) Pair;
        public byte[]? Bytes;
    }

    [Fact]
    public void A_graph_comes_to_what_was_allocated_for_it_whatever_refers_to_what_twice()
    {
        Check.One(Trials.Of(100), Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf(20).ToArbitrary(), numbers =>
        {
            Make(numbers);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var graph = Make(numbers);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            HeldBytes.Of(graph).ShouldBe(allocated);
        }));

        static Node Make(int[] numbers)
        {
            var first = new Node { Number = 1 };
            var last = first;
            foreach (var number in numbers)
            {
                var next = new Node { Number = number, Next = first, Text = number % 3 == 0 ? new string('x', 1 + number) : last.Text, Bytes = number % 2 == 0 ? new byte[number] : null };
                next.Pair = (number % 5 == 0 ? new Node { Next = next } : last, number);
                last.Next = next;
                last = next;
            }
            return first;
        }
    }

    [Fact]
    public void Collections_are_measured_with_their_spare_room()
    {
        Func<object>[] makers =
        [
            () => new object[100], () => new long[1_000], () => new (string?, int)[33], () => new List<int>(500), () => new int[3, 4],
            () => { var map = new Dictionary<int, object>(64); for (var i = 0; i < 64; i++) { map.Add(i, new()); } return map; },
            () => new Stack<long>(77),
        ];
        foreach (var make in makers)
        {
            make();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var made = make();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            HeldBytes.Of(made).ShouldBe(allocated, made.GetType().ToString());
        }
        var shared = new ConcurrentDictionary<int, byte[]>();
        var empty = HeldBytes.Of(shared);
        for (var i = 0; i < 100; i++) { shared[i] = new byte[1_000]; }
        (HeldBytes.Of(shared) - empty).ShouldBeInRange(100 * 1_024, 100 * 1_124);
    }

    [Fact]
    public void What_belongs_to_others_is_left_out()
    {
        var other = new byte[1_000_000];
        var mine = new Node { Bytes = other, Next = new() { Pair = (other, 1) } };
        HeldBytes.Of(mine, other).ShouldBe(HeldBytes.Of(new Node { Next = new() }));
        // Configuration, code and types are nobody's.
        HeldBytes.Of(new Node { Pair = (typeof(string), 0) }).ShouldBe(HeldBytes.Of(new Node()));
    }

    [Fact]
    public void A_growing_structure_is_measured_at_each_doubling_and_reckoned_in_between()
    {
        var (estimate, measured) = (new HeldEstimate(), 0);
        for (var count = 0; count <= 1_000; count++)
        {
            estimate.Bytes(count, () => { measured++; return 100L * count; }).ShouldBe(100L * count);
        }
        measured.ShouldBe(10);
        estimate.Bytes(10, () => 5_000).ShouldBe(5_000);
    }
}
