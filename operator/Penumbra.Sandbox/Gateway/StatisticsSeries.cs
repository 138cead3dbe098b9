using System.Globalization;
using System.Text;

namespace Penumbra.Sandbox.Gateway;

/// <summary>One series: a ring of seconds with latency buckets that grow by a fifth, and totals.</summary>
internal sealed class StatisticsSeries(int seconds)
{
    private const int Buckets = 96;
    private const double Growth = 1.2;
    private const double Smallest = 0.0001;
    private static readonly double[] Classic = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Slot[] _ring = [.. Enumerable.Range(0, seconds + 1).Select(_ => new Slot())];
    private readonly long[] _classic = new long[Classic.Length + 1];
    private long _requests;
    private long _errors;
    private double _sum;

    public void Add(long second, bool error, TimeSpan took)
    {
        var bucket = (int)Math.Clamp(Math.Ceiling(Math.Log(Math.Max(took.TotalSeconds, Smallest) / Smallest) / Math.Log(Growth)), 0, Buckets - 1);
        var classic = 0;
        while (classic < Classic.Length && took.TotalSeconds > Classic[classic])
            classic++;
        lock (_gate)
        {
            var slot = _ring[second % _ring.Length];
            slot.Begin(second);
            slot.Requests++;
            slot.Latency[bucket]++;
            slot.Errors += error ? 1 : 0;
            _requests++;
            _errors += error ? 1 : 0;
            _sum += took.TotalSeconds;
            _classic[classic]++;
        }
    }

    public BackendStatistics Sum((string Route, string Service, string Version) key, long now, int span)
    {
        var latency = new long[Buckets];
        long requests = 0, errors = 0;
        lock (_gate)
        {
            foreach (var slot in _ring.Where(slot => slot.Second > now - span && slot.Second <= now))
            {
                requests += slot.Requests;
                errors += slot.Errors;
                for (var i = 0; i < Buckets; i++)
                    latency[i] += slot.Latency[i];
            }
            return new BackendStatistics(key.Route, key.Service, key.Version, requests, errors, Quantile(latency, requests, 0.5),
                Quantile(latency, requests, 0.99), _requests, _errors);
        }
    }

    public void WriteHistogram(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            var total = 0L;
            for (var i = 0; i < _classic.Length; i++)
            {
                total += _classic[i];
                var bound = i < Classic.Length ? Classic[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {total}\n");
            }
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {_sum}\n{name}_count{{{labels}}} {total}\n");
        }
    }

    private static TimeSpan Quantile(long[] latency, long total, double quantile)
    {
        var rank = (long)Math.Ceiling(total * quantile);
        var seen = 0L;
        for (var i = 0; i < Buckets && total > 0; i++)
        {
            seen += latency[i];
            if (seen >= rank)
                return TimeSpan.FromSeconds(Smallest * Math.Pow(Growth, i));
        }
        return TimeSpan.Zero;
    }

    private sealed class Slot
    {
        public long Second { get; private set; } = -1;

        public long Requests { get; set; }

        public long Errors { get; set; }

        public long[] Latency { get; } = new long[Buckets];

        public void Begin(long second)
        {
            if (Second == second)
                return;
            (Second, Requests, Errors) = (second, 0, 0);
            Array.Clear(Latency);
        }
    }
}
