using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Validation;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>Holds the policies of a stack against the schema of its tenant, strictly.</summary>
internal static class StrictValidation
{
    /// <summary>Adds every error to the problems. A bundle of a valid stack with the same manifests has the same schema, and is not validated again.</summary>
    public static void Check(FleetSpecification fleet, BundleStack stack, BundleStack? valid, BundleTrees trees, List<Problem> problems)
    {
        var schema = FleetSchema.For(fleet, stack.Tenant, [.. stack.Manifests.Select(m => m.Manifest)]);
        var known = valid is not null && valid.Manifests.SequenceEqual(stack.Manifests) ? valid.Bundles.ToHashSet(ReferenceEqualityComparer.Instance) : [];
        // Bundle by bundle: an id is unique within one, and a policy that replaces another has its id.
        foreach (var bundle in stack.Bundles.Where(b => !known.Contains(b)))
        {
            foreach (var error in PolicyValidator.Validate(new PolicySet(trees.Of(bundle)), schema).Errors)
            {
                var of = error.PolicyId is { } id ? $"policy `{id}` of bundle `{bundle.Reference}`" : $"bundle `{bundle.Reference}`";
                problems.Add(new(
                    error.Source, error.Span.Line, error.Span.Column, $"{of} does not fit the schema: {error.Message.TrimEnd('.')}",
                    error.Remedy?.TrimEnd('.') ?? "correct the policy, the fleet file or the tool's manifest"));
            }
        }
    }
}
