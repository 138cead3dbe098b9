using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Metrics.History;
using Penumbra.Metrics.Selectors;
using Penumbra.Rehearsal.Manifests;
using Penumbra.Rehearsal.Recordings;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>Where the traffic comes from: <c>--rps</c>, <c>--traffic</c> or <c>--prometheus</c>.</summary>
internal sealed class TrafficInput
{
    private const int MostPoints = 50_000;
    private const int MostSeries = 20_000;
    private readonly RehearsalInputs _inputs;
    private readonly OptionReader _options;
    private readonly RehearsalSurroundings _surroundings;
    private readonly double? _rps;
    private readonly Uri? _server;
    private readonly DateTimeOffset _from, _to;
    private readonly TimeSpan _step = TimeSpan.FromSeconds(30);
    private readonly IReadOnlyList<LabelMatcher>? _matchers;
    private readonly HistoryLogin? _login;

    public TrafficInput(RehearsalInputs inputs, OptionReader options, RehearsalSurroundings surroundings)
    {
        (_inputs, _options, _surroundings) = (inputs, options, surroundings);
        _rps = options.Rate(inputs.Rps, "--rps", 0.001);
        var named = new[] { inputs.Rps, inputs.Traffic, inputs.Prometheus }.Count(option => option is not null);
        if (named == 0) options.Wrong("say how much traffic there is: --rps 20, or --traffic metrics.json, or --prometheus http://localhost:9090 --from 2h");
        else if (named > 1) options.Wrong("--rps, --traffic and --prometheus exclude each other; keep one of them");
        if (inputs.Prometheus is null)
        {
            foreach (var (option, value) in new[] { ("--from", inputs.From), ("--to", inputs.To), ("--step", inputs.Step), ("--matcher", inputs.Matcher), ("--login", inputs.Login) })
            {
                if (value is not null) options.Wrong($"{option} belongs to --prometheus; add that, or leave {option} out");
            }

            return;
        }

        if (Uri.TryCreate(inputs.Prometheus, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server.UserInfo.Length == 0 && server.Query.Length == 0) _server = server;
        else options.Wrong($"--prometheus {inputs.Prometheus}: is no address; write one such as http://localhost:9090, without a login (that is --login)");
        if (inputs.Login is { } folder && (_login = HistoryLogin.Read(folder, out var unread)) is null) options.Wrong($"--login {folder}: {unread}; name a folder with a file bearer, or username and password, and ca.crt, tls.crt and tls.key where they are needed");
        var now = surroundings.Time.GetUtcNow();
        if (inputs.From is null) options.Wrong("--from is missing: say when the recorded time begins, such as --from 2h or --from 2026-11-20T09:00:00Z");
        _from = Instant(inputs.From, "--from", now);
        _to = Instant(inputs.To ?? "now", "--to", now);
        _step = options.Duration(inputs.Step, "--step", "30s") ?? _step;
        if (_step < TimeSpan.FromSeconds(1)) options.Wrong("--step: must be at least 1s");
        else if (inputs.From is not null && _from >= _to - _step) options.Wrong("--from must lie before --to, by more than --step");
        else if ((_to - _from) / _step > MostPoints) options.Wrong(string.Create(CultureInfo.InvariantCulture, $"--step {Span.Format(_step)}: over {MostPoints} samples lie between --from and --to; take a longer step or a shorter time"));
        if (inputs.Matcher is not { } matcher) return;
        _matchers = VectorSelector.ParseMatchers(matcher, out var problem);
        if (problem is not null) options.Wrong($"--matcher {matcher}: {problem}; write conditions such as namespace=\"shop\",pod=~\"checkout-.*\"");
    }

    /// <summary>The traffic; null when it cannot be had, and the reader of options knows why.</summary>
    public async Task<ITraffic?> ReadAsync(RehearsedLaunch launch, SteadyBase good, List<string> warnings, CancellationToken cancellationToken)
    {
        if (_rps is { } rps) return new SteadyTraffic(rps, launch.Spec.Objectives, good);
        var (recording, where) = _server is null ? (await FileAsync(cancellationToken), $"--traffic {_inputs.Traffic}") : (await ServerAsync(launch, warnings, cancellationToken), $"--prometheus {_inputs.Prometheus}");
        if (recording is null) return null;
        var traffic = RecordedTrafficMaker.Make(recording, launch.Spec.Objectives, good, warnings);
        if (traffic is not null && traffic.Average(0) > 0) return traffic;
        foreach (var warning in warnings) _options.Wrong(warning);
        _options.Wrong(traffic is null ? $"{where}: nothing in it belongs to an objective of {launch}; its requests are unknown" : $"{where}: no request was counted in that time");
        return null;
    }

    private async Task<Recording?> FileAsync(CancellationToken cancellationToken)
    {
        var file = _inputs.Traffic!;
        try
        {
            var recording = RecordingReader.Read(await File.ReadAllTextAsync(file, cancellationToken), out var problem);
            if (problem is not null) _options.Wrong($"--traffic {file}: {problem}");
            return recording;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _options.Wrong($"--traffic {file}: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "cannot be read")}");
            return null;
        }
    }

    // By name alone, so that a selector that matches nothing can be told what there is.
    private async Task<Recording?> ServerAsync(RehearsedLaunch launch, List<string> warnings, CancellationToken cancellationToken)
    {
        using var history = new PrometheusHistory(_server!, _surroundings.Connect(_server!, _login), _surroundings.Time, _login);
        var series = new List<RecordedSeries>();
        var names = launch.Spec.Objectives.Select(objective => ObjectiveSelectors.Of(objective, out _)).OfType<ObjectiveSelectors>()
            .SelectMany(own => own.Bad is { } bad ? [own.All.Name, bad.Name] : new[] { own.All.Name }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) _options.Wrong("--prometheus: no objective names a metric, so there is nothing to ask for; use --rps");
        foreach (var name in names)
        {
            var (matchers, selector) = (_matchers ?? Stable(launch), new VectorSelector(name, []));
            var answer = await history.ReadAsync(selector.Render(matchers), _from, _to, _step, cancellationToken);
            if (answer.Problem is { } problem)
            {
                _options.Wrong($"--prometheus {_inputs.Prometheus}: {problem}");
                return null;
            }

            series.AddRange(answer.Series);
            if (answer.Series.Count > 0) continue;
            var anybody = await history.ReadAsync(selector.Render([]), _to - _step, _to, _step, cancellationToken);
            var pods = anybody.Series.Select(one => $"namespace=\"{one.Labels.GetValueOrDefault("namespace", "")}\",pod=\"{one.Labels.GetValueOrDefault("pod", "")}\"").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(5).ToList();
            warnings.Add($"{name} has no series with {string.Join(',', matchers)}{(pods.Count > 0 ? $"; there are some with {string.Join(" and with ", pods)}: name stable's with --matcher" : ", and with no other labels either")}");
        }

        if (_matchers is null && OtherDeployments.Of(launch.Spec.Template, series.Select(one => one.Labels.GetValueOrDefault("pod", ""))) is { Count: > 0 } others)
            warnings.Add($"series of {string.Join(", ", others)} are played too, as the names of their pods begin like {launch.Spec.Template}'s: name stable's with --matcher if they are somebody else's");
        if (series.Count <= MostSeries) return _options.Problems.Count > 0 ? null : new Recording([], series) is { Series.Count: > 0 } found ? found : Nothing(warnings);
        _options.Wrong(string.Create(CultureInfo.InvariantCulture, $"--prometheus: {series.Count} series are more than can be played again; name fewer with --matcher"));
        return null;
    }

    private Recording? Nothing(List<string> warnings)
    {
        foreach (var warning in warnings) _options.Wrong($"--prometheus {_inputs.Prometheus}: {warning}");
        return null;
    }

    // Pods of the template's own, and those of any revision: all that has served users so far.
    private static List<LabelMatcher> Stable(RehearsedLaunch launch) =>
    [
        LabelMatcher.Create("namespace", MatchKind.Equal, launch.Namespace, out _)!,
        LabelMatcher.Create("pod", MatchKind.Matches, $"{PromQlText.EscapeExpression(launch.Spec.Template)}-[0-9a-z]+(-[0-9a-z]+)?(-[0-9a-z]+)?", out _)!,
    ];

    private DateTimeOffset Instant(string? text, string option, DateTimeOffset now)
    {
        if (text is null or "now") return now;
        if (Span.Parse(text) is { } ago) return now - ago;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && text.Contains('-', StringComparison.Ordinal)) return instant;
        _options.Wrong($"{option} {text}: is no time; write an instant such as 2026-11-20T09:00:00Z, or how long ago, such as 2h");
        return now;
    }
}
