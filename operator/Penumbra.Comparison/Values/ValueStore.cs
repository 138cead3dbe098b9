using Penumbra.Comparison.Differing;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Values;

/// <summary>
/// Values of fields that are allowed, in this process's memory and nowhere else: they end with it, and each a week after it was seen. They are apart from all that is exported, so that nothing which
/// writes evidence, a report or a metric can come upon them.
/// </summary>
internal sealed class ValueStore : IDisposable
{
    /// <summary>How long a value is kept at most.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int SamplesOfField = 5;
    private const int MostInAll = 4_096;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Endpoint, Difference Difference), List<ValueSample>> _samples = new(Comparer<(string Endpoint, Difference Difference)>.Create((left, right) =>
        string.CompareOrdinal(left.Endpoint, right.Endpoint) is not 0 and var order ? order : left.Difference.CompareTo(right.Difference)));
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _count;

    public ValueStore(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Forget(), null, Look, Look);
    }

    public void Add(string endpoint, IReadOnlyDictionary<Difference, ValuePair> values)
    {
        if (values.Count == 0) return;
        Forget();
        lock (_lock)
        {
            foreach (var (difference, pair) in values)
            {
                var known = _samples.GetValueOrDefault((endpoint, difference));
                if (_count >= MostInAll || known?.Count >= SamplesOfField || known?.Any(sample => sample.Values == pair) == true) continue;
                if (known is null) _samples[(endpoint, difference)] = known = [];
                known.Add(new ValueSample(pair, _time.GetUtcNow()));
                _count++;
            }
        }
    }

    /// <summary>What is kept now.</summary>
    public IReadOnlyList<FieldSamples> Read()
    {
        Forget();
        lock (_lock) return [.. _samples.Select(field => new FieldSamples(field.Key.Endpoint, field.Key.Difference, [.. field.Value]))];
    }

    public void Dispose() => _timer.Dispose();

    private void Forget()
    {
        lock (_lock)
        {
            var until = _time.GetUtcNow() - Kept;
            foreach (var (field, samples) in _samples.ToList())
            {
                _count -= samples.RemoveAll(sample => sample.At <= until);
                if (samples.Count == 0) _samples.Remove(field);
            }
        }
    }
}
