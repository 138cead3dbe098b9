namespace Penumbra.Sandbox.Gateway;

/// <summary>
/// Smooth weighted round robin: of any n picks in a row each choice has its weight's share, give or take one.
/// Random choice would need thousands of requests to show a share. Thread-safe.
/// </summary>
public sealed class SmoothWeights
{
    private readonly Lock _gate = new();
    private readonly long[] _weights;
    private readonly long[] _credit;
    private readonly long _total;

    /// <summary>Starts with these weights, none negative.</summary>
    public SmoothWeights(IEnumerable<long> weights)
    {
        _weights = [.. weights];
        _credit = new long[_weights.Length];
        _total = _weights.Sum();
    }

    /// <summary>The weights.</summary>
    public IReadOnlyList<long> Weights => _weights;

    /// <summary>The index of the next choice; -1 when every weight is 0.</summary>
    public int Next()
    {
        if (_total == 0)
            return -1;
        if (_weights.Length == 1)
            return 0;
        lock (_gate)
        {
            var best = -1;
            for (var i = 0; i < _weights.Length; i++)
            {
                if (_weights[i] == 0)
                    continue;
                _credit[i] += _weights[i];
                if (best < 0 || _credit[i] > _credit[best])
                    best = i;
            }
            _credit[best] -= _total;
            return best;
        }
    }
}
