using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>
/// The ConfigMaps and Secrets that a container mounts, as files below a folder: the mount path without its first part is the place. An emptyDir is a folder of the pod, the same for all its containers.
/// </summary>
internal static class PodVolumes
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether one of them does not exist and is not optional: the container waits.</summary>
    public static bool AreMissing(IClusterApi cluster, JsonObject pod, JsonObject container) =>
        Mounts(cluster, pod, container).Any(mount => mount.Source is null && !mount.Volume.Flag("optional"));

    /// <summary>Writes them, as they are now; one that is optional and does not exist is an empty folder.</summary>
    public static void Write(IClusterApi cluster, JsonObject pod, JsonObject container, string root)
    {
        // A container that starts anew finds nothing of what is no longer there.
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
        Directory.CreateDirectory(root);
        foreach (var mount in container.Items("volumeMounts").Where(mount => Volume(pod, mount).Map("emptyDir") is not null))
        {
            var shared = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(root)!, "empty", mount.Text("name") ?? "")).FullName;
            var link = Path.Combine(root, Below(mount.Text("mountPath") ?? ""));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            Directory.CreateSymbolicLink(link, shared);
        }
        foreach (var (path, source, isSecret, volume) in Mounts(cluster, pod, container))
        {
            var place = Directory.CreateDirectory(Path.Combine(root, Below(path))).FullName;
            var items = volume.Items("items").ToDictionary(item => item.Text("key") ?? "", item => item.Text("path") ?? "", StringComparer.Ordinal);
            foreach (var (key, bytes) in Content(source, isSecret))
            {
                if (items.Count == 0)
                    WritePrivate(Path.Combine(place, key), bytes);
                else if (items.TryGetValue(key, out var file))
                    WritePrivate(Path.Combine(place, file), bytes);
            }
        }
    }

    /// <summary>Whether a container mounts a token of its service account by itself.</summary>
    public static bool HasToken(JsonObject pod, JsonObject container) => container.Items("volumeMounts").Any(mount => Volume(pod, mount).Map("projected").Items("sources").Any(source => source.Map("serviceAccountToken") is not null));

    /// <summary>A text with the path of one of the container's volumes at its beginning, as the path of the place where it is.</summary>
    public static string Place(JsonObject container, string text, string root) =>
        container.Items("volumeMounts").Select(mount => mount.Text("mountPath") ?? "").FirstOrDefault(path => path.Length > 0 && text.StartsWith($"{path}/", StringComparison.Ordinal)) is { } found
            ? Path.Combine(root, Below(found)) + text[found.Length..]
            : text;

    public static string WritePrivate(string file, string text) => WritePrivate(file, Encoding.UTF8.GetBytes(text));

    private static string WritePrivate(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, OwnersAlone);
        return file;
    }

    private static IEnumerable<(string Path, JsonObject? Source, bool IsSecret, JsonObject Volume)> Mounts(IClusterApi cluster, JsonObject pod, JsonObject container)
    {
        foreach (var mount in container.Items("volumeMounts"))
        {
            var volume = Volume(pod, mount);
            if (volume.Map("secret") is { } secret)
                yield return (mount.Text("mountPath") ?? "", cluster.Get(BuiltInTypes.Secret, pod.Space(), secret.Text("secretName") ?? ""), true, secret);
            else if (volume.Map("configMap") is { } map)
                yield return (mount.Text("mountPath") ?? "", cluster.Get(BuiltInTypes.ConfigMap, pod.Space(), map.Text("name") ?? ""), false, map);
        }
    }

    private static JsonObject? Volume(JsonObject pod, JsonObject mount) => pod.Items("spec", "volumes").FirstOrDefault(volume => volume.Text("name") == mount.Text("name"));

    private static IEnumerable<(string Key, byte[] Bytes)> Content(JsonObject? source, bool isSecret)
    {
        // Of a Secret all values are base64, of a ConfigMap those of binaryData.
        foreach (var (key, value) in source.Pairs("data"))
            yield return (key, isSecret ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value));
        foreach (var (key, value) in source.Pairs("binaryData"))
            yield return (key, Convert.FromBase64String(value));
    }

    // /penumbra/sql/x is sql/x below the folder that the program is told.
    private static string Below(string path) => path.TrimStart('/') is var inside && inside.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? inside[(slash + 1)..] : inside;
}
