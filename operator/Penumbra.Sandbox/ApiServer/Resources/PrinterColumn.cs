namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>One column that a CRD adds to tables.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Type">string, integer, number, boolean or date (shown as an age).</param>
/// <param name="JsonPath">Where the value is.</param>
/// <param name="Priority">0 is always shown, more only in wide output.</param>
/// <param name="Format">The OpenAPI format.</param>
/// <param name="Description">What it says.</param>
internal sealed record PrinterColumn(string Name, string Type, string JsonPath, int Priority, string Format, string Description);
