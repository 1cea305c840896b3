using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Breakwater.Architecture.Tests;

/// <summary>That one type names another, somewhere in its declaration, its members' signatures, attributes or code.</summary>
internal readonly record struct TypeUse(string User, string Used);

/// <summary>
/// Reads from an assembly's metadata and IL which type uses which. Nested and compiler-made types count as the type around them. Full names are
/// <c>Namespace.Type</c>, without arity or arguments; arguments count as uses of their own.
/// </summary>
internal sealed class AssemblyScan : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly NameCollector _names;

    public AssemblyScan(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _names = new NameCollector(_metadata);
    }

    public IReadOnlyList<string> ReferencedAssemblies() =>
        [.. _metadata.AssemblyReferences.Select(h => _metadata.GetString(_metadata.GetAssemblyReference(h).Name)).Order(StringComparer.Ordinal)];

    /// <summary>Types of other assemblies that are named anywhere.</summary>
    public IReadOnlyList<string> ReferencedTypes() =>
        [.. _metadata.TypeReferences.Select(h => _names.NameOf(_metadata.GetTypeReference(h))).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<TypeUse> Uses()
    {
        var uses = new HashSet<TypeUse>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var user = _names.OutermostNameOf(handle);
            foreach (var used in UsedBy(_metadata.GetTypeDefinition(handle)))
            {
                if (used != user) { uses.Add(new(user, used)); }
            }
        }
        return [.. uses.OrderBy(u => u.User, StringComparer.Ordinal).ThenBy(u => u.Used, StringComparer.Ordinal)];
    }

    public void Dispose() => _file.Dispose();

    private HashSet<string> UsedBy(TypeDefinition type)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        _names.Collect(type.BaseType, used);
        foreach (var handle in type.GetInterfaceImplementations()) { _names.Collect(_metadata.GetInterfaceImplementation(handle).Interface, used); }
        Attributes(type.GetCustomAttributes(), used);
        Generics(type.GetGenericParameters(), used);
        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            used.UnionWith(field.DecodeSignature(_names, null));
            Attributes(field.GetCustomAttributes(), used);
        }
        foreach (var handle in type.GetProperties())
        {
            var property = _metadata.GetPropertyDefinition(handle);
            _names.Add(property.DecodeSignature(_names, null), used);
            Attributes(property.GetCustomAttributes(), used);
        }
        foreach (var handle in type.GetEvents())
        {
            var @event = _metadata.GetEventDefinition(handle);
            _names.Collect(@event.Type, used);
            Attributes(@event.GetCustomAttributes(), used);
        }
        foreach (var handle in type.GetMethods()) { Method(_metadata.GetMethodDefinition(handle), used); }
        return used;
    }

    private void Method(MethodDefinition method, HashSet<string> used)
    {
        _names.Add(method.DecodeSignature(_names, null), used);
        Attributes(method.GetCustomAttributes(), used);
        Generics(method.GetGenericParameters(), used);
        foreach (var parameter in method.GetParameters()) { Attributes(_metadata.GetParameter(parameter).GetCustomAttributes(), used); }
        if (method.RelativeVirtualAddress == 0) { return; }
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null)) { used.UnionWith(local); }
        }
        foreach (var region in body.ExceptionRegions)
        {
            if (!region.CatchType.IsNil) { _names.Collect(region.CatchType, used); }
        }
        foreach (var token in IlTokens.Of(body.GetILReader()))
        {
            if (MetadataTokens.EntityHandle(token) is { IsNil: false } operand) { _names.Collect(operand, used); }
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes, HashSet<string> used)
    {
        foreach (var handle in attributes)
        {
            var attribute = _metadata.GetCustomAttribute(handle);
            _names.Collect(attribute.Constructor, used);
        }
    }

    private void Generics(GenericParameterHandleCollection parameters, HashSet<string> used)
    {
        foreach (var parameter in parameters)
        {
            foreach (var constraint in _metadata.GetGenericParameter(parameter).GetConstraints())
            {
                _names.Collect(_metadata.GetGenericParameterConstraint(constraint).Type, used);
            }
        }
    }
}
