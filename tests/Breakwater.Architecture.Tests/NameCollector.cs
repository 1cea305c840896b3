using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Breakwater.Architecture.Tests;

/// <summary>Resolves handles and signatures to the names of all the types in them.</summary>
internal sealed class NameCollector(MetadataReader metadata) : ISignatureTypeProvider<ImmutableHashSet<string>, object?>
{
    private static readonly ImmutableHashSet<string> None = [];

    public string OutermostNameOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) { type = metadata.GetTypeDefinition(type.GetDeclaringType()); }
        return Full(type.Namespace, type.Name);
    }

    public string NameOf(TypeReference type)
    {
        while (type.ResolutionScope.Kind == HandleKind.TypeReference) { type = metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope); }
        return Full(type.Namespace, type.Name);
    }

    /// <summary>Adds what a handle of any kind names.</summary>
    public void Collect(EntityHandle handle, HashSet<string> used)
    {
        if (handle.IsNil) { return; }
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                used.Add(OutermostNameOf((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                used.Add(NameOf(metadata.GetTypeReference((TypeReferenceHandle)handle)));
                break;
            case HandleKind.TypeSpecification:
                used.UnionWith(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null));
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                used.Add(OutermostNameOf(method.GetDeclaringType()));
                Add(method.DecodeSignature(this, null), used);
                break;
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                used.Add(OutermostNameOf(field.GetDeclaringType()));
                used.UnionWith(field.DecodeSignature(this, null));
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Collect(member.Parent, used);
                if (member.GetKind() == MemberReferenceKind.Method) { Add(member.DecodeMethodSignature(this, null), used); }
                else { used.UnionWith(member.DecodeFieldSignature(this, null)); }
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Collect(specification.Method, used);
                foreach (var argument in specification.DecodeSignature(this, null)) { used.UnionWith(argument); }
                break;
            case HandleKind.StandaloneSignature:
                Add(metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(this, null), used);
                break;
            default:
                throw new BadImageFormatException($"A {handle.Kind} where a type or member was expected.");
        }
    }

    public void Add(MethodSignature<ImmutableHashSet<string>> signature, HashSet<string> used)
    {
        used.UnionWith(signature.ReturnType);
        foreach (var parameter in signature.ParameterTypes) { used.UnionWith(parameter); }
    }

    public ImmutableHashSet<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [OutermostNameOf(handle)];

    public ImmutableHashSet<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [NameOf(reader.GetTypeReference(handle))];

    public ImmutableHashSet<string> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public ImmutableHashSet<string> GetGenericInstantiation(ImmutableHashSet<string> genericType, ImmutableArray<ImmutableHashSet<string>> typeArguments) =>
        typeArguments.Aggregate(genericType, (all, argument) => all.Union(argument));

    public ImmutableHashSet<string> GetFunctionPointerType(MethodSignature<ImmutableHashSet<string>> signature) =>
        signature.ParameterTypes.Aggregate(signature.ReturnType, (all, parameter) => all.Union(parameter));

    public ImmutableHashSet<string> GetModifiedType(ImmutableHashSet<string> modifier, ImmutableHashSet<string> unmodifiedType, bool isRequired) => unmodifiedType.Union(modifier);

    public ImmutableHashSet<string> GetArrayType(ImmutableHashSet<string> elementType, ArrayShape shape) => elementType;

    public ImmutableHashSet<string> GetByReferenceType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetPinnedType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetPointerType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetSZArrayType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetGenericMethodParameter(object? context, int index) => None;

    public ImmutableHashSet<string> GetGenericTypeParameter(object? context, int index) => None;

    public ImmutableHashSet<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => None;

    private string Full(StringHandle @namespace, StringHandle name)
    {
        var text = metadata.GetString(name);
        var arity = text.IndexOf('`', StringComparison.Ordinal);
        return metadata.GetString(@namespace) + "." + (arity < 0 ? text : text[..arity]);
    }
}
