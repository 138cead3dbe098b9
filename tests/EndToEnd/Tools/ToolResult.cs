namespace Penumbra.EndToEnd.Tools;

/// <summary>How a program ended.</summary>
public sealed record ToolResult(int Code, string Output, string Error);
