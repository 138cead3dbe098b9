using System.Text;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Pods;

/// <summary>
/// The built-in source <c>pods</c>: scrapes the revision's own ready pods, or those that the request names. Each pod once a call, however many questions; one ready pod that
/// does not answer is no answer, never zero. The series' names begin with the pod's UID, so another pod is another series.
/// </summary>
/// <param name="pods">The launches' pods, with the index <see cref="ByLaunch"/>.</param>
/// <param name="http">A client over <see cref="EgressGuard.CreatePodsHandler"/>.</param>
/// <param name="time">The clock of readings and time-outs.</param>
public sealed class PodsSource(IReadOnlyInformer<PodView> pods, HttpClient http, TimeProvider time) : IMetricSource
{
    /// <summary>The name that objectives call this source by.</summary>
    public const string Name = "pods";

    /// <summary>The informer's index that is used: <c>namespace/launch</c>.</summary>
    public const string ByLaunch = "launch";

    private const int Parallel = 32;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly SelectorCache _selectors = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var questions = requests.Select(request => new Question(request, _selectors.Of(request.Indicator), Ready(request))).ToList();
        var scrapes = await ScrapeAsync(questions, cancellationToken);
        return [.. questions.Select(question => Answer(question, scrapes, now))];
    }

    private IReadOnlyList<PodView> Ready(MeasureRequest request) => request.Pods ??
    [
        .. pods.ByIndex(ByLaunch, $"{request.Namespace}/{request.Launch}")
            .Where(pod => pod.Status.IsReady && !pod.Deleting && pod.Metadata.Labels.TryGetValue(Keys.Revision, out var revision)
                && string.Equals(revision, request.Revision, StringComparison.Ordinal) && string.Equals(pod.Namespace, request.Namespace, StringComparison.Ordinal)),
    ];

    private async Task<SortedDictionary<string, PodScrape>> ScrapeAsync(IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var wanted = new SortedDictionary<string, (PodView Pod, SortedSet<string> Names)>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            foreach (var pod in question.Selectors.Selectors.Count == 0 ? [] : question.Pods)
            {
                if (!wanted.TryGetValue(pod.Uid, out var entry)) wanted[pod.Uid] = entry = (pod, new SortedSet<string>(StringComparer.Ordinal));
                entry.Names.UnionWith(question.Selectors.Selectors.Select(selector => selector.Selector.Name));
            }
        }

        var queue = wanted.Values.ToList();
        var results = new PodScrape[queue.Count];
        var next = -1;
        async Task Work()
        {
            for (var index = Interlocked.Increment(ref next); index < queue.Count; index = Interlocked.Increment(ref next))
                results[index] = await ScrapeAsync(queue[index].Pod, [.. queue[index].Names], cancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(Parallel, queue.Count)).Select(_ => Work()));
        var scrapes = new SortedDictionary<string, PodScrape>(StringComparer.Ordinal);
        for (var index = 0; index < queue.Count; index++) scrapes[queue[index].Pod.Uid] = results[index];
        return scrapes;
    }

    private async Task<PodScrape> ScrapeAsync(PodView pod, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var target = ScrapeTarget.Of(pod);
        if (target.Uri is null) return PodScrape.Failed($"pod {pod.Name} cannot be scraped: {target.Problem}");
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Uri);
        request.Headers.TryAddWithoutValidation("Accept", "text/plain;version=0.0.4");
        var result = await Fetcher.SendAsync(http, request, Timeout, time, cancellationToken);
        if (result.Fault != FetchFault.None) return PodScrape.Failed($"pod {pod.Name} could not be scraped: {result.Words}");
        if (result.MediaType is "text/html" or "application/json") return PodScrape.Failed($"pod {pod.Name} could not be scraped: its answer is a page, not metrics");

        var samples = new List<ExpositionSample>();
        var line = Exposition.Read(result.Body.Span, [.. names.Select(Encoding.UTF8.GetBytes)], samples);
        if (line > 0) return PodScrape.Failed($"pod {pod.Name} could not be scraped: line {line} of its metrics is malformed");
        return new PodScrape(samples, null) { Names = names };
    }

    private static Reading Answer(Question question, SortedDictionary<string, PodScrape> scrapes, DateTimeOffset now)
    {
        if (question.Request.Indicator is Indicator.Query) return Reading.NoAnswer(now, "pods answer no queries; use ratio or quantile, or a MetricSource");
        if (question.Selectors.Field is not null) return Reading.NoAnswer(now, $"the selector {question.Selectors.Field} {question.Selectors.Problem}");

        var series = new SortedDictionary<string, SeriesSample>(StringComparer.Ordinal);
        foreach (var pod in question.Pods)
        {
            var scrape = scrapes[pod.Uid];
            if (scrape.Problem is { } problem) return Reading.NoAnswer(now, problem);
            foreach (var (role, selector) in question.Selectors.Selectors)
            {
                foreach (var sample in scrape.Samples)
                {
                    if (!string.Equals(scrape.Names[sample.Name], selector.Name, StringComparison.Ordinal) || !selector.Accepts(sample.Labels)) continue;
                    var (counted, wrong) = SeriesReader.Counter(pod.Uid, role, selector.Name, sample.Labels, sample.Value);
                    if (counted is null) return Reading.NoAnswer(now, $"pod {pod.Name}: {wrong}");
                    if (!series.TryAdd(counted.Series, counted)) return Reading.NoAnswer(now, $"pod {pod.Name}: {selector.Name} has the same labels twice");
                }
            }
        }

        return new Reading { At = now, Series = [.. series.Values] };
    }

    private sealed record Question(MeasureRequest Request, IndicatorSelectors Selectors, IReadOnlyList<PodView> Pods);
}
