using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Breakwater.Fleet;

namespace Breakwater.Tenancy;

/// <summary>
/// Measures the bytes of managed memory that an object keeps alive: walks everything reachable from it, once each, and adds up what the runtime allocates for such an object.
/// What configuration and code share (types, delegates, the fleet specification, clocks) is left out. O(objects); for load time and now and then, not for the
/// decision path. Structures that change while they are walked are counted as they were found.
/// </summary>
internal static class HeldBytes
{
    private const int Sample = 64;

    private static readonly ConcurrentDictionary<Type, long> _sizes = new();
    private static readonly ConcurrentDictionary<Type, (long Empty, long Element)> _arrays = new();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> _fields = new();

    /// <summary>The bytes reachable from a root.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="outside">Objects that belong to somebody else, with everything reachable through them alone.</param>
    public static long Of(object root, params ReadOnlySpan<object?> outside)
    {
        var sum = 0L;
        Walk(root, (_, bytes) => sum += bytes, outside);
        return sum;
    }

    /// <summary>Visits everything that <see cref="Of"/> counts, each object once with its own bytes.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="visit">Called with each object and its bytes.</param>
    /// <param name="outside">As for <see cref="Of"/>.</param>
    public static void Walk(object root, Action<object, long> visit, params ReadOnlySpan<object?> outside)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var other in outside) { if (other is not null) { seen.Add(other); } }
        var open = new Stack<object>();
        Add(root);
        while (open.TryPop(out var item))
        {
            visit(item, SizeOf(item));
            if (item is Array array) { Elements(array); } else { Fields(item); }
        }

        void Add(object item)
        {
            if (!IsShared(item) && seen.Add(item)) { open.Push(item); }
        }

        void Value(object? value, bool inline)
        {
            if (value is null) { return; }
            // A structure lies inside its owner and was counted there; what it refers to was not.
            if (inline) { Fields(value); } else { Add(value); }
        }

        void Fields(object item)
        {
            foreach (var field in ReferringFields(item.GetType())) { Value(field.GetValue(item), field.FieldType.IsValueType); }
        }

        void Elements(Array array)
        {
            var element = array.GetType().GetElementType()!;
            if (!Refers(element)) { return; }
            foreach (var value in array) { Value(value, element.IsValueType); }
        }
    }

    private static bool IsShared(object item) => item is MemberInfo or Module or Assembly or Delegate or TimeProvider or FleetSpecification or Thread or Pointer;

    private static long SizeOf(object item)
    {
        switch (item)
        {
            // Method table, header, length, text and its terminator.
            case string text:
                return Aligned(22 + 2L * text.Length);
            case Array array:
                var (empty, element) = _arrays.GetOrAdd(array.GetType(), MeasureArray);
                return Aligned(empty + element * array.LongLength);
            default:
                return _sizes.GetOrAdd(item.GetType(), static type => Allocated(() => RuntimeHelpers.GetUninitializedObject(type)));
        }
    }

    private static (long Empty, long Element) MeasureArray(Type type)
    {
        var element = type.GetElementType()!;
        var (none, some) = (new int[type.GetArrayRank()], new int[type.GetArrayRank()]);
        Array.Fill(some, 1);
        some[0] = Sample;
        var empty = Allocated(() => Array.CreateInstance(element, none));
        return (empty, (Allocated(() => Array.CreateInstance(element, some)) - empty) / Sample);
    }

    /// <summary>What one allocation takes, by the thread's own count; the least of several, since the first may load what it needs.</summary>
    private static long Allocated(Func<object> make)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var made = make();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            // Nothing was constructed, so nothing may be finalized.
            GC.SuppressFinalize(made);
        }
        return least;
    }

    private static FieldInfo[] ReferringFields(Type type) => _fields.GetOrAdd(type, static t =>
    {
        var fields = new List<FieldInfo>();
        for (var declaring = t; declaring is not null; declaring = declaring.BaseType)
        {
            fields.AddRange(declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(f => Refers(f.FieldType)));
        }
        return [.. fields];
    });

    /// <summary>Whether a value of the type can refer to an object.</summary>
    private static bool Refers(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsPointer && !type.IsByRef && !type.IsByRefLike && !type.IsFunctionPointer && (!type.IsValueType || ReferringFields(type).Length > 0);

    private static long Aligned(long bytes) => (bytes + 7) & ~7L;
}
