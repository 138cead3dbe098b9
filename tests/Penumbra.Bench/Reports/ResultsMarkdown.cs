using System.Text;

namespace Penumbra.Bench.Reports;

/// <summary>The results for people.</summary>
public static class ResultsMarkdown
{
    public static string Page(IReadOnlyList<Section> sections, IReadOnlyDictionary<string, string> machine)
    {
        var text = new StringBuilder("# Benchmark results\n\nWritten by `make bench`; docs/benchmarks/README.md says how each figure is measured. Do not edit.\n\n| | |\n|---|---|\n");
        foreach (var (name, value) in machine) text.Append("| ").Append(name).Append(" | ").Append(value).Append(" |\n");
        foreach (var section in sections)
        {
            text.Append("\n## ").Append(section.Title).Append("\n\nMeasured against: ").Append(section.Against).Append("\n\n").Append(Table(section)).Append('\n');
            foreach (var note in section.Notes) text.Append("- ").Append(note).Append('\n');
        }

        return text.ToString();
    }

    public static string Table(Section section)
    {
        var rows = (IReadOnlyList<string>[])[section.Columns, .. section.Rows];
        var widths = section.Columns.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        for (var row = 0; row < rows.Length; row++)
        {
            text.Append("| ").AppendJoin(" | ", rows[row].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append(" |\n");
            if (row == 0) text.Append('|').AppendJoin('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")).Append("|\n");
        }

        return text.ToString();
    }
}
