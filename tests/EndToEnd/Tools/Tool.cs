using System.Diagnostics;

namespace Penumbra.EndToEnd.Tools;

/// <summary>A program of somebody else, run as a user runs it.</summary>
public sealed class Tool(string program, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>helm, where the Makefile puts it; null where it is not.</summary>
    public static string? HelmProgram { get; } = Find("PENUMBRA_HELM", Repository.Path(".cache", "tools", "helm", "helm"));

    /// <summary>kubectl, of the machine or where the Makefile puts it; null where it is not.</summary>
    public static string? KubectlProgram { get; } = Find("PENUMBRA_KUBECTL", "/usr/bin/kubectl", "/usr/local/bin/kubectl", Repository.Path(".cache", "tools", "helm", "kubectl"));

    /// <summary>The kubectl of Debian bookworm, six years behind; null where it is not.</summary>
    public static string? OldKubectlProgram { get; } = Find("PENUMBRA_KUBECTL120", Repository.Path(".cache", "tools", "kubectl120", "usr", "bin", "kubectl"));

    /// <summary>Prometheus, where the Makefile puts it; null where it is not.</summary>
    public static string? PrometheusProgram { get; } = Find("PENUMBRA_PROMETHEUS", Repository.Path(".cache", "tools", "prometheus", "usr", "bin", "prometheus"), "/usr/bin/prometheus");

    public const string NoHelm = "helm is missing: make tools";

    public const string NoKubectl = "kubectl is missing: make tools";

    public const string NoOldKubectl = "kubectl 1.20 is missing: tests/tools/install-kubectl120.sh";

    public const string NoPrometheus = "Prometheus is missing: make tools, or PENUMBRA_PROMETHEUS names one";

    public static Tool Helm(string kubeconfig, string home) =>
        new(Needed(HelmProgram, NoHelm), new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = home, ["HELM_CACHE_HOME"] = home, ["HELM_CONFIG_HOME"] = home, ["HELM_DATA_HOME"] = home });

    public static Tool Kubectl(Shop shop, bool old = false) =>
        new(old ? Needed(OldKubectlProgram, NoOldKubectl) : Needed(KubectlProgram, NoKubectl), new Dictionary<string, string> { ["KUBECONFIG"] = shop.Cluster.KubeconfigFile, ["HOME"] = shop.Folder });

    /// <summary>Prometheus with a configuration, at an address of this machine.</summary>
    public static Process Prometheus(string configuration, string data, string address) => new Tool(Needed(PrometheusProgram, NoPrometheus), new Dictionary<string, string>()).Start(
        $"--config.file={configuration}", $"--storage.tsdb.path={data}", $"--web.listen-address={address}", "--log.level=warn");

    /// <summary>Why a test is skipped; null where it runs. In CI it runs, and fails with the sentence: a test that nobody sees skipped proves nothing.</summary>
    public static string? SkipWithout(string? program, string sentence) => program is null && Environment.GetEnvironmentVariable("CI") != "true" ? sentence : null;

    /// <summary>A program, or the sentence that says how to come by it.</summary>
    public static string Needed(string? program, string sentence) => program ?? throw new InvalidOperationException(sentence);

    /// <summary>Runs it to its end.</summary>
    public async Task<ToolResult> TryAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs it, and gives what it printed; fails with its own words.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        result.Code.Should().Be(0, "{0} {1}: {2} {3}", Path.GetFileName(program), string.Join(' ', arguments), result.Output, result.Error);
        return result.Output;
    }

    /// <summary>Starts it, for those that go on until they are stopped.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>This program with more of an environment.</summary>
    public Tool With(string name, string value) => new(program, new Dictionary<string, string>(environment) { [name] = value });

    private static string? Find(string variable, params string[] paths) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named && File.Exists(named) ? named : paths.FirstOrDefault(File.Exists);
}
