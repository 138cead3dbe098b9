using Penumbra.Api.Generation;

namespace Penumbra.Api.Tests.Generation;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void The_committed_definitions_are_what_the_types_say()
    {
        foreach (var (file, content) in CustomResources.Files()) RepositoryFiles.Golden($"crds/{file}", content);
    }

    [Fact]
    public void The_chart_carries_the_same_definitions()
    {
        foreach (var (file, content) in CustomResources.Files()) RepositoryFiles.Golden($"charts/penumbra/crds/{file}", content);
    }

    [Fact]
    public void No_definition_is_committed_that_nothing_generates()
    {
        var generated = CustomResources.Files().Select(file => file.File).ToList();
        foreach (var folder in new[] { "crds", "charts/penumbra/crds" })
            Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.yaml").Select(Path.GetFileName).Should().BeEquivalentTo(generated);
    }

    [Fact]
    public void The_committed_reference_is_what_the_types_say()
    {
        foreach (var (file, content) in CustomResources.Reference()) RepositoryFiles.Golden($"docs/reference/{file}", content);
    }
}
