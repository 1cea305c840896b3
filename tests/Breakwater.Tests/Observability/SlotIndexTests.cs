using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>The index of a lane's agents against a dictionary.</summary>
public sealed class SlotIndexTests
{
    /// <summary>Agents of two tenants come and go in any order, many of them in one stretch of the table: whoever is there is found, whoever is not is not.</summary>
    [Fact]
    public void It_is_a_dictionary()
    {
        var step = from tenant in Gen.Choose(1, 2) from index in Gen.Choose(0, 40) from remove in Gen.Choose(0, 2) select (tenant, index, remove == 0);
        Prop.ForAll(Gen.Choose(1, 300).SelectMany(n => step.ArrayOf(n)).ToArbitrary(), steps =>
        {
            var (index, expected, slot) = (new SlotIndex(), new Dictionary<(TenantHandle, uint), int>(), 0);
            foreach (var (tenant, agent, remove) in steps)
            {
                var key = (new TenantHandle((ushort)tenant), (uint)agent);
                if (remove) { index.Remove(key.Item1, key.Item2).ShouldBe(expected.Remove(key, out var gone) ? gone : SlotIndex.None); }
                else if (expected.TryAdd(key, slot)) { index.Add(key.Item1, key.Item2, slot++); }
                for (var t = 1; t <= 2; t++)
                {
                    for (uint i = 0; i <= 40; i++) { index.Find(new((ushort)t), i).ShouldBe(expected.GetValueOrDefault((new((ushort)t), i), SlotIndex.None)); }
                }
            }
        }).Check(Trials.Of());
    }
}
