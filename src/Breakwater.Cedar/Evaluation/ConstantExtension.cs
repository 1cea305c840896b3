using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>Reads the texts of the extensions' constructors outside of an evaluation.</summary>
public static class ConstantExtension
{
    /// <summary>The value that a constructor makes of a text; false if the function is no constructor or cannot read the text.</summary>
    public static bool TryRead(ExtensionFunction constructor, string text, out CedarValue value)
    {
        var isConstructor = constructor is ExtensionFunction.Ip or ExtensionFunction.Decimal or ExtensionFunction.DateTime or ExtensionFunction.Duration;
        value = isConstructor ? Nodes.ExtensionCall.Apply(constructor, CedarValue.Of(text), default) : default;
        return value.Kind != CedarKind.None;
    }
}
