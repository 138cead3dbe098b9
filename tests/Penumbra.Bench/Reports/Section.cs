using System.Text.Json.Nodes;

namespace Penumbra.Bench.Reports;

/// <summary>One measured figure.</summary>
/// <param name="Name">Its name for <c>--only</c>.</param>
/// <param name="Title">The heading.</param>
/// <param name="Against">What it was measured against.</param>
/// <param name="Columns">The table's columns.</param>
/// <param name="Rows">The table's rows.</param>
/// <param name="Notes">What must be said beside the table.</param>
/// <param name="Data">The numbers, for programs.</param>
public sealed record Section(string Name, string Title, string Against, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes, JsonNode Data);
