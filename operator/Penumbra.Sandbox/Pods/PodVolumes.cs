using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>The ConfigMaps and Secrets that a container mounts, as files below a folder: the mount path without its first part is the place.</summary>
internal static class PodVolumes
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(IClusterApi cluster, JsonObject pod, JsonObject container, string root)
    {
        Directory.CreateDirectory(root);
        foreach (var mount in container.Items("volumeMounts"))
        {
            var volume = pod.Items("spec", "volumes").FirstOrDefault(volume => volume.Text("name") == mount.Text("name"));
            var (type, name, isSecret) = volume.Text("secret", "secretName") is { } secret
                ? (BuiltInTypes.Secret, secret, true) : (BuiltInTypes.ConfigMap, volume.Text("configMap", "name") ?? "", false);
            if (name.Length == 0 || cluster.Get(type, pod.Space(), name) is not { } source)
                continue;
            var place = Directory.CreateDirectory(Path.Combine(root, Below(mount.Text("mountPath") ?? ""))).FullName;
            foreach (var (key, value) in source.Pairs("data"))
                WritePrivate(Path.Combine(place, key), isSecret ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value));
        }
    }

    public static string WritePrivate(string file, string text) => WritePrivate(file, Encoding.UTF8.GetBytes(text));

    private static string WritePrivate(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, OwnersAlone);
        return file;
    }

    // /penumbra/sql/x is sql/x below the folder that the program is told.
    private static string Below(string path) => path.TrimStart('/') is var inside && inside.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? inside[(slash + 1)..] : inside;
}
