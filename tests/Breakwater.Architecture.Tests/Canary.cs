// Rooms with known breaches, to show that the scan sees each way in which a type can use another.
namespace Breakwater.Architecture.Tests.Canary.Policy
{
    public sealed class Secret
    {
        public static int Count;
        public static void Call() => Count++;
    }

    public sealed class SecretAttribute : Attribute;

    public interface ISecret;
}

namespace Breakwater.Architecture.Tests.Canary.Contracts
{
    public sealed class Value;
}

namespace Breakwater.Architecture.Tests.Canary.Governance
{
    public sealed class Composes
    {
        public Policy.Secret? Secret;
    }
}

namespace Breakwater.Architecture.Tests.Canary.Trust
{
    using Policy;

    public sealed class Innocent(Contracts.Value value)
    {
        public Contracts.Value Value { get; } = value;
    }

    public sealed class ByField { public Secret? Secret; }

    public sealed class ByGenericField { public Dictionary<string, List<Secret[]>>? Secrets; }

    public sealed class ByParameter { public void Take(ref Secret secret) => _ = secret; }

    public sealed class ByCall { public static void Do() => Secret.Call(); }

    public sealed class ByStaticField { public static int Do() => Secret.Count; }

    public sealed class ByTypeOf { public static string Do() => typeof(Secret).Name; }

    public sealed class ByCast { public static bool Do(object value) => value is Secret; }

    public sealed class ByGenericCall { public static object? Do() => Array.Empty<Secret>(); }

    public sealed class ByLambda { public static Func<object> Do() => () => new Secret(); }

    public sealed class ByIterator
    {
        public static IEnumerable<int> Do()
        {
            Secret.Call();
            yield return 1;
        }
    }

    public sealed class ByInterface : ISecret;

    public sealed class ByConstraint<T> where T : ISecret;

    [Secret]
    public sealed class ByAttribute;

    public sealed class ByNestedType
    {
        public sealed class Inner { public Secret? Secret; }
    }
}
