using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>
/// Pods that are processes: each under its service account's own token, with its ConfigMaps and Secrets as files and the container's environment and nothing else of this process'.
/// </summary>
/// <param name="folder">Where each pod gets a folder.</param>
/// <param name="programs">The images that are programs.</param>
public sealed class PodPrograms(string folder, params IReadOnlyList<PodProgram> programs) : IDisposable
{
    private readonly List<ProgramPod> _started = [];
    private readonly Lock _gate = new();

    /// <summary>Gives the kubeconfig of a service account (namespace, name); null when there is none. Set before the first pod starts.</summary>
    public Func<string, string, string?> Kubeconfig { get; set; } = (_, _) => null;

    /// <summary>Where the API server is: every program is told, as by a kubelet. Set before the first pod starts.</summary>
    public Uri? ApiServer { get; set; }

    /// <summary>All that were started, in order; those that ended too.</summary>
    public IReadOnlyList<ProgramPod> Started
    {
        get
        {
            lock (_gate)
                return [.. _started];
        }
    }

    /// <summary>Whether a pod's program cannot start yet, because a ConfigMap or Secret that it mounts does not exist.</summary>
    internal bool LacksVolume(IClusterApi cluster, JsonObject pod, JsonObject container) => Of(container) is not null && PodVolumes.AreMissing(cluster, pod, container);

    /// <summary>Starts the program of a pod's container; null when its image is none.</summary>
    internal ProgramPod? Start(IClusterApi cluster, JsonObject pod, JsonObject container, IReadOnlyDictionary<string, string> variables, string? address, Action changed)
    {
        if (Of(container) is not { } program)
            return null;
        var home = Directory.CreateDirectory(Path.Combine(folder, pod.Uid())).FullName;
        var volumes = Path.Combine(home, "volumes");
        PodVolumes.Write(cluster, pod, container, volumes);
        List<string> line = [.. program.Command, .. container.Texts("command"), .. container.Texts("args").Select(argument => PodEnvironment.Expand(argument, variables))];
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["TMPDIR"] = home };
        if (ApiServer is { } server)
        {
            environment["KUBERNETES_SERVICE_HOST"] = server.Host;
            environment["KUBERNETES_SERVICE_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        }
        var hasToken = pod.At("spec", "automountServiceAccountToken")?.GetValueKind() != JsonValueKind.False || PodVolumes.HasToken(pod, container);
        if (hasToken && Kubeconfig(pod.Space() ?? "", pod.Text("spec", "serviceAccountName") ?? "default") is { } login)
        {
            var file = PodVolumes.WritePrivate(Path.Combine(home, "kubeconfig"), login);
            if (program.InputsOption is null)
                environment["KUBECONFIG"] = file;
            else
                line.AddRange(["--kubeconfig", file]);
        }
        if (program.InputsOption is { } option)
            line.AddRange([option, volumes]);
        foreach (var (name, value) in variables)
            environment[name] = program.InputsOption is null ? PodVolumes.Place(container, value, volumes) : value;
        foreach (var (name, value) in program.Environment)
            environment[name] = value;
        var probe = address is null ? null : ReadinessProbe.Of(container, address, cluster.Time);
        var isOwn = container.Text("name") == pod.Items("spec", "containers").First().Text("name");
        var started = new ProgramPod(pod.Name(), container.Text("name") ?? "", line, environment, Path.Combine(folder, isOwn ? $"{pod.Name()}.log" : $"{pod.Name()}-{container.Text("name")}.log"), probe, changed);
        lock (_gate)
            _started.Add(started);
        return started;
    }

    private PodProgram? Of(JsonObject container) => container.Text("image") is { } image ? programs.FirstOrDefault(program => program.Image == image) : null;

    /// <summary>Kills every process and removes the pods' files; logs stay.</summary>
    public void Dispose()
    {
        foreach (var pod in Started)
            pod.Dispose();
        foreach (var home in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            Directory.Delete(home, recursive: true);
    }
}
