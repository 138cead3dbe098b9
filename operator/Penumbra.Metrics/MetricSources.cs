using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics;

/// <summary>
/// The registry: <c>pods</c>, and the MetricSource objects, of the cluster or of a mounted folder. A kind of source is one line in <see cref="Read"/>.
/// </summary>
public sealed class MetricSources : IMetricSources
{
    private const int MostNamesShown = 10;
    private readonly IMetricSource _pods;
    private readonly IReadOnlyInformer<CustomView> _objects;
    private readonly PrometheusParts _parts;
    private readonly SortedDictionary<string, Entry> _made = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly SelectorCache _selectors = new();

    /// <summary>Makes the registry.</summary>
    /// <param name="pods">The built-in source.</param>
    /// <param name="objects">The MetricSources.</param>
    /// <param name="parts">What sources of kind prometheus are made with.</param>
    public MetricSources(IMetricSource pods, IReadOnlyInformer<CustomView> objects, PrometheusParts parts)
    {
        _pods = pods;
        _objects = objects;
        _parts = parts;
    }

    /// <inheritdoc/>
    public IMetricSource? Find(string name) => string.Equals(name, PodsSource.Name, StringComparison.Ordinal) ? _pods : Entries(name)?.Source;

    /// <inheritdoc/>
    public Problem? Check(Objective objective, string path)
    {
        var selectors = _selectors.Of(objective.Indicator);
        var isQuery = objective.Indicator is Indicator.Query;
        if (string.Equals(objective.Source, PodsSource.Name, StringComparison.Ordinal))
        {
            if (isQuery) return new Problem(Reason.SourceRefused, $"{path}.indicator.query", "pods answer no queries; use ratio or quantile, or a MetricSource with queries: Free");
        }
        else if (Entries(objective.Source) is not { } entry)
        {
            return new Problem(Reason.SourceNotFound, $"{path}.source", $"there is no MetricSource {objective.Source}; an administrator makes one; existing are: {Names()}");
        }
        else if (entry.Problem is { } problem)
        {
            return problem with { Path = $"{path}.source" };
        }
        else if (isQuery && !entry.IsFree)
        {
            return new Problem(Reason.SourceRefused, $"{path}.indicator.query",
                $"the MetricSource {objective.Source} answers selectors only (queries: Structured); use ratio or quantile, or a source with queries: Free");
        }

        if (objective.Indicator is Indicator.Query query && FreeQuery.Problem(query.Text) is { } wrong) return new Problem(Reason.InvalidSpec, $"{path}.indicator.query", wrong);
        return selectors.Field is null ? null : new Problem(Reason.InvalidSpec, $"{path}.indicator.{selectors.Field}", selectors.Problem);
    }

    private Entry? Entries(string name)
    {
        var view = _objects.Get(new ObjectKey("", name));
        lock (_gate)
        {
            if (view is null)
            {
                if (_made.Remove(name, out var gone)) gone.Source?.Dispose();
                return null;
            }

            if (_made.TryGetValue(name, out var known) && known.Generation == view.Generation && string.Equals(known.Uid, view.Uid, StringComparison.Ordinal)) return known;
            known?.Source?.Dispose();
            return _made[name] = Read(view);
        }
    }

    private Entry Read(CustomView view)
    {
        if (SettingsReader.Read(view.Spec is { } spec ? spec.Utf8 : "null"u8, out var problem) is { } settings) return new Entry(view.Uid, view.Generation, new PrometheusSource(settings, _parts), null, settings.IsFree);
        return new Entry(view.Uid, view.Generation, null, new Problem(problem!.Reason, "", $"the MetricSource {view.Name} cannot be used: {problem.Path} {problem.Message}"), false);
    }

    private string Names()
    {
        SortedSet<string> names = new([PodsSource.Name, .. _objects.List().Select(view => view.Name)], StringComparer.Ordinal);
        return string.Join(", ", names.Take(MostNamesShown)) + (names.Count > MostNamesShown ? ", …" : "");
    }

    private sealed record Entry(string Uid, long? Generation, PrometheusSource? Source, Problem? Problem, bool IsFree);
}
