namespace Breakwater.Contracts;

/// <summary>The OpenTelemetry GenAI names that are used, as <see cref="BreakwaterTelemetry.SemanticConventions"/> has them.</summary>
internal static class GenAiTags
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string TokenType = "gen_ai.token.type";
    public const string ToolName = "gen_ai.tool.name";
    public const string AgentId = "gen_ai.agent.id";
    public const string AgentName = "gen_ai.agent.name";
    public const string ErrorType = "error.type";

    /// <summary>The operation that an admitted action is.</summary>
    public const string ExecuteTool = "execute_tool";
}
