namespace Penumbra.Comparison.Requests;

/// <summary>Names requests by templates of paths, so that neither ids nor addresses reach the report. The template with the most fixed segments wins, then the first.</summary>
internal sealed class EndpointTemplates
{
    /// <summary>The name of every path without a template.</summary>
    public const string Other = "{other}";

    private const int MostSegments = 64;
    private readonly List<(string Template, string[] Segments)> _templates;

    public EndpointTemplates(IReadOnlyList<string> templates) =>
        _templates = [.. templates.Select(template => (template, Segments: Split(template))).OrderByDescending(entry => entry.Segments.Count(segment => !IsOpen(segment)))];

    /// <summary>The endpoint of a request.</summary>
    public string Of(string method, string path)
    {
        var segments = Split(path);
        foreach (var (template, parts) in _templates)
        {
            if (parts.Length == segments.Length && parts.Zip(segments).All(pair => IsOpen(pair.First) ? pair.Second.Length > 0 : pair.First == pair.Second)) return $"{method} {template}";
        }

        return $"{method} {Other}";
    }

    private static string[] Split(string path) => path.Split('/', MostSegments);

    private static bool IsOpen(string segment) => segment is ['{', .., '}'];
}
