using Penumbra.Rehearsal.Manifests;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>Where the traffic comes from: <c>--rps</c>, <c>--traffic</c> or <c>--prometheus</c>.</summary>
internal sealed class TrafficInput
{
    private readonly RehearsalInputs _inputs;
    private readonly OptionReader _options;
    private readonly double? _rps;

    public TrafficInput(RehearsalInputs inputs, OptionReader options)
    {
        (_inputs, _options) = (inputs, options);
        _rps = options.Rate(inputs.Rps, "--rps", 0.001);
        var named = new[] { inputs.Rps, inputs.Traffic, inputs.Prometheus }.Count(option => option is not null);
        if (named == 0) options.Wrong("say how much traffic there is: --rps 20, or --traffic metrics.json, or --prometheus http://prometheus:9090 --from 2h --to now");
        else if (named > 1) options.Wrong("--rps, --traffic and --prometheus exclude each other; keep one of them");
    }

    /// <summary>The traffic; null when it cannot be had, and the reader of options knows why.</summary>
    public async Task<ITraffic?> ReadAsync(RehearsedLaunch launch, SteadyBase good, List<string> warnings, CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        return new SteadyTraffic(_rps!.Value, launch.Spec.Objectives, good);
    }
}
