using Penumbra.Api.DarkLaunches;
using Penumbra.Api.MetricSources;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Api.SnapshotRefreshes;

namespace Penumbra.Api.Generation;

/// <summary>Every custom resource, and the files that are generated from them.</summary>
public static class CustomResources
{
    /// <summary>The types.</summary>
    public static IReadOnlyList<Type> Types { get; } = [typeof(DarkLaunch), typeof(MetricSource), typeof(ShadowDeployment), typeof(SnapshotRefresh), typeof(SnapshotRefreshTemplate)];

    /// <summary>File name and content of each definition.</summary>
    public static IReadOnlyList<(string File, string Content)> Files()
    {
        var generator = new CrdGenerator(XmlDocs.Of(typeof(DarkLaunch).Assembly));
        return [.. Types.Select(type =>
        {
            var definition = generator.Generate(type);
            return ($"{definition["metadata"]!["name"]!.GetValue<string>()}.yaml", $"# Generated from operator/Penumbra.Api by `make crds`. Do not edit.\n{YamlText.Write(definition)}");
        })];
    }

    /// <summary>File name and content of each page of docs/reference.</summary>
    public static IReadOnlyList<(string File, string Content)> Reference()
    {
        var generator = new CrdGenerator(XmlDocs.Of(typeof(DarkLaunch).Assembly));
        return [.. Types.Select(type => ($"{type.Name.ToLowerInvariant()}.md", ReferenceDocs.Write(generator.Generate(type))))];
    }
}
