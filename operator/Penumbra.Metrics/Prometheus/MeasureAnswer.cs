using Penumbra.Core.Objectives;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Gathers one request's answer from the queries that it was spread over. The first failure stays.</summary>
/// <param name="request">The request.</param>
internal sealed class MeasureAnswer(MeasureRequest request)
{
    private readonly SortedDictionary<string, SeriesSample> _series = new(StringComparer.Ordinal);
    private string? _problem;
    private bool _isCounted;
    private bool _isScraped;
    private bool _isKnown;

    /// <summary>The request.</summary>
    public MeasureRequest Request => request;

    /// <summary>There is no answer.</summary>
    public MeasureAnswer Fail(string problem)
    {
        _problem ??= problem;
        return this;
    }

    /// <summary>Takes a value in; without a role it tells whether a pod of the revision is scraped.</summary>
    /// <param name="role">What it counts.</param>
    /// <param name="sample">The value.</param>
    /// <param name="at">When it was taken, as far as that is asked.</param>
    public void Take(SeriesRole? role, AnswerSample sample, DateTimeOffset? at)
    {
        switch (role)
        {
            case null:
                _isKnown = true;
                _isScraped |= sample.Value > 0;
                return;
            case SeriesRole.Value when !double.IsFinite(sample.Value):
                Fail("the query's answer is not a number");
                return;
            case SeriesRole.Value:
                _series["value"] = new SeriesSample("value", SeriesRole.Value, sample.Value);
                return;
        }

        var (series, wrong) = SeriesReader.Counter("", role.Value, sample.Name, sample.Labels, sample.Value);
        if (series is null) Fail(wrong);
        else if (at is null && role is SeriesRole.Total or SeriesRole.Bad or SeriesRole.Bucket) Fail($"the answer does not say when {sample.Name} was scraped");
        else _series[series.Series] = series with { At = at };
        _isCounted |= role is SeriesRole.Total or SeriesRole.Bucket or SeriesRole.Cpu or SeriesRole.Memory;
    }

    /// <summary>The answer. Nothing counted is an answer only where the revision's pods are scraped: silence of a server is not zero.</summary>
    public Reading ToReading(DateTimeOffset at)
    {
        if (_problem is not null) return Reading.NoAnswer(at, _problem);
        if (request.Indicator is Indicator.Query || _isCounted || _isScraped) return new Reading { At = at, Series = [.. _series.Values] };
        return Reading.NoAnswer(at, _isKnown
            ? $"Prometheus could not scrape any pod of revision {request.Revision} lately"
            : $"Prometheus scrapes no pod of revision {request.Revision}");
    }
}
