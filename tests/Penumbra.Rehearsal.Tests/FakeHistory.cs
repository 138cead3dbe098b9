using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;

namespace Penumbra.Rehearsal.Tests;

/// <summary>Answers query_range about counters that rise steadily; it knows names and the condition on pods, and no more PromQL than that.</summary>
internal sealed class FakeHistory : HttpMessageHandler
{
    /// <summary>What rises by how much a second.</summary>
    public List<(string Name, string Labels, double PerSecond)> Series { get; } = [];

    public List<string> Queries { get; } = [];

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    /// <summary>The header without which nobody is answered; null for everybody.</summary>
    public string? Authorization { get; set; }

    /// <summary>The most samples of one series that fit into an answer.</summary>
    public int MostSamples { get; set; } = int.MaxValue;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri!.AbsolutePath.Should().EndWith("/api/v1/query_range");
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        Queries.Add(form["query"]!);
        if (Authorization is not null && request.Headers.Authorization?.ToString() != Authorization) return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        if (Status != HttpStatusCode.OK) return new HttpResponseMessage(Status) { Content = new StringContent("a secret that nobody repeats") };
        double From(string name) => double.Parse(form[name]!, CultureInfo.InvariantCulture);
        var (start, end, step) = (From("start"), From("end"), From("step"));
        var name = Regex.Match(form["query"]!, "__name__=\"(?<n>[^\"]*)\"").Groups["n"].Value;
        var pods = Regex.Match(form["query"]!, "pod=~\"(?<p>[^\"]*)\"").Groups["p"].Value;
        var results = new List<string>();
        foreach (var (own, labels, perSecond) in Series.Where(one => one.Name == name && (pods.Length == 0 || Regex.IsMatch(one.Labels, $"\"pod\":\"(?:{pods})\""))))
        {
            var values = new List<string>();
            for (var at = start; at <= end + 1e-6; at += step) values.Add(string.Create(CultureInfo.InvariantCulture, $"[{at:0.###},\"{Math.Round(perSecond * (at - 1_000_000_000)):0}\"]"));
            if (values.Count > MostSamples) return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[(1 << 20) + 1]) };
            results.Add($"{{\"metric\":{{\"__name__\":\"{own}\",{labels}}},\"values\":[{string.Join(',', values)}]}}");
        }

        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($"{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{string.Join(',', results)}]}}}}", Encoding.UTF8, "application/json"),
        };
    }
}
