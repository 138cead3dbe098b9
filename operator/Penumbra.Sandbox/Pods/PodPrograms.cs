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

    /// <summary>All that were started, in order; those that ended too.</summary>
    public IReadOnlyList<ProgramPod> Started
    {
        get
        {
            lock (_gate)
                return [.. _started];
        }
    }

    /// <summary>Starts the program of a pod; null when its image is none.</summary>
    internal ProgramPod? Start(IClusterApi cluster, JsonObject pod, IReadOnlyDictionary<string, string> variables, Action changed)
    {
        var container = pod.Items("spec", "containers").First();
        if (programs.FirstOrDefault(program => program.Image == container.Text("image")) is not { } program)
            return null;
        var home = Directory.CreateDirectory(Path.Combine(folder, pod.Uid())).FullName;
        PodVolumes.Write(cluster, pod, container, Path.Combine(home, "volumes"));
        List<string> line = [.. program.Command, .. container.Texts("args")];
        if (Kubeconfig(pod.Space() ?? "", pod.Text("spec", "serviceAccountName") ?? "default") is { } login)
        {
            line.AddRange(["--kubeconfig", PodVolumes.WritePrivate(Path.Combine(home, "kubeconfig"), login)]);
        }
        line.AddRange([program.InputsOption, Path.Combine(home, "volumes")]);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["TMPDIR"] = home };
        foreach (var (name, value) in variables.Concat(program.Environment))
            environment[name] = value;
        var started = new ProgramPod(pod.Name(), line, environment, Path.Combine(folder, $"{pod.Name()}.log"), changed);
        lock (_gate)
            _started.Add(started);
        return started;
    }

    /// <summary>Kills every process and removes the pods' files; logs stay.</summary>
    public void Dispose()
    {
        foreach (var pod in Started)
            pod.Dispose();
        foreach (var home in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
            Directory.Delete(home, recursive: true);
    }
}
