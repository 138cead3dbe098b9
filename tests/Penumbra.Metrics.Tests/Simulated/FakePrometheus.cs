using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace Penumbra.Metrics.Tests.Simulated;

/// <summary>Answers queries by the name of the metric and the namespaces in each tagged selector, and when each pod was scraped last; it knows no more PromQL than that.</summary>
internal sealed class FakePrometheus
{
    private static readonly Regex Tagged = new(
        "label_replace\\((max by\\((?<by>[^)]*)\\)\\(timestamp\\()?\\{__name__=\"(?<name>[^\"]*)\"(?<rest>.*?)\\}(\\)\\))?,\"penumbra_q\",\"(?<tag>t?\\d+)\",\"\",\"\"\\)", RegexOptions.ExplicitCapture);

    /// <summary>When the samples that it has were taken.</summary>
    public required Func<DateTimeOffset> ScrapedAt { get; init; }

    /// <summary>The series that exist: labels with <c>__name__</c>, and the value.</summary>
    public List<(Dictionary<string, string> Labels, string Value)> Series { get; } = [];

    public List<string> Queries { get; } = [];

    public HttpResponseMessage Answer(Uri uri, string body)
    {
        uri.AbsolutePath.Should().EndWith("/api/v1/query");
        var query = HttpUtility.ParseQueryString(body)["query"]!;
        lock (Queries) Queries.Add(query);
        var result = new List<string>();
        foreach (Match match in Tagged.Matches(query))
        {
            var times = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (labels, value) in Series.Where(series => series.Labels["__name__"] == match.Groups["name"].Value))
            {
                if (match.Groups["rest"].Value.Contains("5..", StringComparison.Ordinal) && !labels.GetValueOrDefault("code", "").StartsWith('5')) continue;
                var tagged = new Dictionary<string, string>(labels) { ["penumbra_q"] = match.Groups["tag"].Value };
                if (!match.Groups["rest"].Value.Contains(labels["namespace"], StringComparison.Ordinal) || !MatchesPod(match.Groups["rest"].Value, labels["pod"])) continue;
                var said = value;
                if (match.Groups["by"].Success)
                {
                    var by = match.Groups["by"].Value.Split(',');
                    tagged = tagged.Where(label => label.Key == "penumbra_q" || by.Contains(label.Key)).ToDictionary(label => label.Key, label => label.Value);
                    said = (ScrapedAt().ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
                    if (!times.Add(JsonSerializer.Serialize(tagged))) continue;
                }

                result.Add(string.Create(CultureInfo.InvariantCulture, $"{{\"metric\":{JsonSerializer.Serialize(tagged)},\"value\":[1,\"{said}\"]}}"));
            }
        }

        return Json($"{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{string.Join(',', result)}]}}}}");
    }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => FakeServer.Text(json, status, "application/json");

    public void Count(string name, double value, string pod, string? code = null, string ns = "shop")
    {
        var labels = new Dictionary<string, string> { ["__name__"] = name, ["namespace"] = ns, ["pod"] = pod };
        if (code is not null) labels["code"] = code;
        Series.RemoveAll(series => series.Labels.Count == labels.Count && series.Labels.All(label => labels.GetValueOrDefault(label.Key) == label.Value));
        Series.Add((labels, value.ToString(CultureInfo.InvariantCulture)));
    }

    private static bool MatchesPod(string matchers, string pod)
    {
        var pattern = Regex.Match(matchers, "pod=~\"(?<p>[^\"]*)\"").Groups["p"].Value.Replace("\\\\", "\\", StringComparison.Ordinal);
        return Regex.IsMatch(pod, $"^(?:{pattern})$");
    }
}
