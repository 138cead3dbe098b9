using System.Globalization;
using Penumbra.Core.Objectives;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>
/// A Prometheus server, or anything that answers its HTTP API. Raw counters at one instant, never rates. A series that is no longer scraped
/// repeats its last value for up to five minutes (Prometheus' lookback), which adds no event.
/// </summary>
public sealed class PrometheusSource : IMetricSource, IDisposable
{
    private const string Together = "";
    private static readonly TimeSpan ApartFor = TimeSpan.FromMinutes(10);
    private static readonly VectorSelector Presence = new("up", []);
    private readonly PrometheusConnection _connection;
    private readonly RevisionTemplate _template;
    private readonly TimeProvider _time;
    private readonly bool _isFree;
    private readonly SelectorCache _selectors = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, DateTimeOffset> _apartUntil = new(StringComparer.Ordinal);

    /// <summary>Makes a source. Nothing is connected to yet.</summary>
    public PrometheusSource(PrometheusSettings settings, PrometheusParts parts)
    {
        _connection = new PrometheusConnection(settings.Address, new LoginReader(settings.Login, parts.Client, parts.Time), settings.Timeout, parts);
        _template = RevisionTemplate.Parse(settings.RevisionMatcher, out var wrong) ?? throw new ArgumentException(wrong, nameof(settings));
        _time = parts.Time;
        _isFree = settings.IsFree;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var answers = new MeasureAnswer[requests.Count];
        for (var index = 0; index < requests.Count; index++) answers[index] = new MeasureAnswer(requests[index]);
        var queries = QueryPlanner.Plan(Uses(answers, now));
        var free = FreeQueries(answers);

        var (account, problem) = await _connection.LoginAsync(cancellationToken);
        if (account is null) return [.. answers.Select(answer => answer.Fail(problem).ToReading(now))];
        var results = await Task.WhenAll(
            queries.Select(query => query.Text).Concat(free.Select(query => query.Text)).Select(text => _connection.AskAsync(account, text, now, cancellationToken)));
        for (var index = 0; index < queries.Count; index++) Share(queries[index], results[index], answers, now);
        for (var index = 0; index < free.Count; index++) Give(free[index].Answer, results[queries.Count + index]);
        return [.. answers.Select(answer => answer.ToReading(now))];
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private List<SelectorUse> Uses(MeasureAnswer[] answers, DateTimeOffset now)
    {
        var uses = new List<SelectorUse>();
        for (var index = 0; index < answers.Length; index++)
        {
            var request = answers[index].Request;
            if (request.Indicator is Indicator.Query) continue;
            var selectors = _selectors.Of(request.Indicator);
            if (selectors.Field is not null)
            {
                answers[index].Fail($"the selector {selectors.Field} {selectors.Problem}");
                continue;
            }

            if (_template.For(request, out var problem) is not { } revision)
            {
                answers[index].Fail($"the revision's matcher {problem}");
                continue;
            }

            var company = IsApart(request.Namespace, now) ? request.Namespace : Together;
            foreach (var (role, selector) in selectors.Selectors) uses.Add(new SelectorUse(index, role, selector, revision, company));
            uses.Add(new SelectorUse(index, null, Presence, revision, company));
        }

        return uses;
    }

    private void Share(PlannedQuery query, QueryResult result, MeasureAnswer[] answers, DateTimeOffset now)
    {
        var askers = query.Selectors.SelectMany(selector => selector.Uses).ToList();
        if (result.MayBeOneAsker) KeepApart(askers.Select(use => answers[use.Request].Request.Namespace), now);
        if (result.Problem is { } problem)
        {
            foreach (var use in askers) answers[use.Request].Fail(problem);
            return;
        }

        if (Times(query, result.Samples) is not { } times)
        {
            foreach (var use in askers) answers[use.Request].Fail("the answer has a time that is none");
            return;
        }

        foreach (var sample in result.Samples)
        {
            if (IsTime(sample)) continue;
            if (!int.TryParse(sample.Tag, NumberStyles.None, CultureInfo.InvariantCulture, out var tag) || tag >= query.Selectors.Count)
            {
                foreach (var use in askers) answers[use.Request].Fail("the answer has a series that nobody asked for");
                return;
            }

            var selector = query.Selectors[tag];
            foreach (var use in selector.Uses)
            {
                if (!selector.IsShared || VectorSelector.Accepts(use.Revision, sample.Labels)) answers[use.Request].Take(use.Role, sample, times.TryGetValue((tag, sample.Labels.Of(selector.Origin)), out var at) ? at : null);
            }
        }
    }

    private static bool IsTime(AnswerSample sample) => sample.Tag.StartsWith(PlannedQuery.TimePrefix, StringComparison.Ordinal);

    // When the newest sample of each target was taken, by selector; null where a time is none.
    private static Dictionary<(int Selector, string Origin), DateTimeOffset>? Times(PlannedQuery query, IReadOnlyList<AnswerSample> samples)
    {
        var times = new Dictionary<(int, string), DateTimeOffset>();
        foreach (var sample in samples.Where(IsTime))
        {
            if (!int.TryParse(sample.Tag.AsSpan(PlannedQuery.TimePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var tag) || tag >= query.Selectors.Count || !(sample.Value is >= 0 and < 253_402_300_800)) return null;
            times[(tag, sample.Labels.Of(query.Selectors[tag].Origin))] = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(sample.Value * 1000));
        }

        return times;
    }

    private List<(MeasureAnswer Answer, string Text)> FreeQueries(MeasureAnswer[] answers)
    {
        var queries = new List<(MeasureAnswer, string)>();
        foreach (var answer in answers)
        {
            if (answer.Request.Indicator is not Indicator.Query query) continue;
            if (!_isFree) answer.Fail("the source answers selectors only (queries: Structured)");
            else if (FreeQuery.Fill(query.Text, answer.Request, out var problem) is { } text) queries.Add((answer, text));
            else answer.Fail($"the query {problem}");
        }

        return queries;
    }

    private static void Give(MeasureAnswer answer, QueryResult result)
    {
        if (result.Problem is { } problem) answer.Fail(problem);
        else if (result.Samples.Count != 1) answer.Fail(string.Create(CultureInfo.InvariantCulture, $"the query gave {result.Samples.Count} values; one is expected"));
        else answer.Take(SeriesRole.Value, result.Samples[0], null);
    }

    private bool IsApart(string ns, DateTimeOffset now)
    {
        lock (_gate) return _apartUntil.TryGetValue(ns, out var until) && now < until;
    }

    // One tenant's selectors may be too broad, or refused: from the next call on each namespace of that query is asked on its own for a while.
    private void KeepApart(IEnumerable<string> namespaces, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var gone in _apartUntil.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList()) _apartUntil.Remove(gone);
            foreach (var ns in namespaces) _apartUntil[ns] = now + ApartFor;
        }
    }
}
