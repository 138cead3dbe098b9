namespace Penumbra.Kubernetes.Login;

/// <summary>
/// Reads kubeconfigs as kubectl does: the named file, else the list in KUBECONFIG, else ~/.kube/config. Of several files the first that
/// names a context, cluster or user counts, and the first current-context.
/// </summary>
public static class Kubeconfig
{
    /// <summary>Reads the login of a context.</summary>
    /// <param name="path">A file, or null for KUBECONFIG and the default.</param>
    /// <param name="context">A context, or null for the current one.</param>
    /// <param name="environment">Gives environment variables.</param>
    /// <param name="time">The clock.</param>
    public static LoginResult Read(string? path, string? context, Func<string, string?> environment, TimeProvider time)
    {
        var (files, where) = Files(path, environment);
        var maps = new List<YamlMap>();
        foreach (var file in files)
        {
            // kubectl leaves out files of the list that do not exist.
            if (path is null && !File.Exists(file)) continue;
            var (map, error) = YamlMap.Read(file);
            if (map is null) return LoginResult.Failed(error!);
            maps.Add(map);
        }

        if (maps.Count == 0) return LoginResult.Failed($"There is no kubeconfig at {where}; name one by KUBECONFIG or make that file.");
        var name = context ?? maps.Select(map => map.Text("current-context")).FirstOrDefault(text => text is not null);
        if (name is null) return LoginResult.Failed($"The kubeconfig {where} has no current-context; set one by 'kubectl config use-context', or name a context.");
        if (Find(maps, "contexts", name, "context") is not { } chosen) return LoginResult.Failed($"The kubeconfig {where} has no context '{name}'; it has {Known(maps, "contexts")}.");
        if (chosen.Text("cluster") is not { } clusterName) return LoginResult.Failed($"The context '{name}' in {chosen.File} names no cluster; it must have one.");
        if (Find(maps, "clusters", clusterName, "cluster") is not { } cluster)
        {
            return LoginResult.Failed($"The context '{name}' in {chosen.File} names the cluster '{clusterName}', which does not exist; there is {Known(maps, "clusters")}.");
        }

        YamlMap? user = null;
        if (chosen.Text("user") is { } userName)
        {
            user = Find(maps, "users", userName, "user");
            if (user is null) return LoginResult.Failed($"The context '{name}' in {chosen.File} names the user '{userName}', which does not exist; there is {Known(maps, "users")}.");
        }

        return KubeconfigLogin.Make(cluster, clusterName, user, chosen.Text("user") ?? "", chosen.Text("namespace") ?? "default", $"the context '{name}' in {chosen.File}", time);
    }

    private static (IReadOnlyList<string> Files, string Where) Files(string? path, Func<string, string?> environment)
    {
        if (path is not null) return ([path], path);
        if (environment("KUBECONFIG") is { Length: > 0 } list)
        {
            var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
            return (files, list);
        }

        var standard = Path.Combine(environment("HOME") ?? "/", ".kube", "config");
        return ([standard], standard);
    }

    private static YamlMap? Find(List<YamlMap> maps, string list, string name, string inner) =>
        maps.SelectMany(map => map.Maps(list)).FirstOrDefault(entry => string.Equals(entry.Text("name"), name, StringComparison.Ordinal))?.Map(inner);

    private static string Known(List<YamlMap> maps, string list)
    {
        var names = maps.SelectMany(map => map.Maps(list)).Select(entry => entry.Text("name")).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "none" : string.Join(", ", names.Select(name => $"'{name}'"));
    }
}
