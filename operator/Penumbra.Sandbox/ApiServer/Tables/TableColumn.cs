using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>One column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Value">Its cell for an object.</param>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, CellContext, JsonNode?> Value)
{
    /// <summary><c>name</c> for the column that kubectl uses as the object's name.</summary>
    public string Format { get; init; } = "";

    /// <summary>What the column says.</summary>
    public string Description { get; init; } = "";

    /// <summary>0 is always shown, more only in wide output.</summary>
    public int Priority { get; init; }

    /// <summary>The column as the table declares it.</summary>
    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Format,
        ["description"] = Description,
        ["priority"] = Priority,
    };
}
