using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.Tests;

/// <summary>MetricSources out of a folder, as a ConfigMap is mounted.</summary>
public sealed class MountedSourcesTests : IDisposable
{
    private const string One = """
        apiVersion: penumbra.dev/v1alpha1
        kind: MetricSource
        metadata: {name: prometheus}
        spec: {prometheus: {url: http://a:9090}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-sources-").FullName;
    private readonly MountedSources _sources;
    private readonly List<string> _changes = [];

    public MountedSourcesTests()
    {
        _sources = new MountedSources(_folder, new NothingCached<CustomView>(new ListQuery(ResourceKinds.MetricSource)), TimeProvider.System, NullLogger.Instance);
        _sources.Subscribe(change => _changes.Add($"{change.Type} {change.Key.Name}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task They_are_there_before_anything_is_decided_and_follow_their_files()
    {
        Write("a.yaml", One);
        using var stop = new CancellationTokenSource();
        var run = _sources.RunAsync(stop.Token);
        await _sources.HasSynced;
        Spec("prometheus").Should().Be("""{"prometheus":{"url":"http://a:9090"}}""");
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);

        var before = _sources.Get(new ObjectKey("", "prometheus"))!.Generation;
        Write("b.yaml", One.Replace("prometheus}", "second}", StringComparison.Ordinal) + "\n---\n" + One.Replace("prometheus}", "third}", StringComparison.Ordinal));
        Write("notes.txt", "nothing");
        _sources.Read();
        _sources.Get(new ObjectKey("", "prometheus"))!.Generation.Should().Be(before, "what did not change keeps its connections");
        Write("a.yaml", One.Replace("http://a", "http://b", StringComparison.Ordinal));
        _sources.Read();
        Spec("prometheus").Should().Contain("http://b");
        _sources.Get(new ObjectKey("", "prometheus"))!.Generation.Should().BeGreaterThan(before!.Value);
        File.Delete(Path.Combine(_folder, "b.yaml"));
        _sources.Read();
        _sources.Read();
        _sources.List().Select(view => view.Name).Should().Equal("prometheus");
        _changes.Should().Equal("Added prometheus", "Added second", "Added third", "Updated prometheus", "Deleted second", "Deleted third");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("kind: Secret")]
    [InlineData("apiVersion: penumbra.dev/v1alpha1\nkind: MetricSource\nspec: {prometheus: {url: http://b}}")]
    [InlineData("apiVersion: penumbra.dev/v1alpha1\nkind: MetricSource\nmetadata: {name: prometheus}\nspec: {}")]
    [InlineData("apiVersion: penumbra.dev/v1alpha1\nkind: MetricSource\nmetadata: {name: prometheus}\nspec: {web: {}, prometheus: {url: http://b}}")]
    public void A_file_that_cannot_be_read_leaves_what_it_said_last(string text)
    {
        Write("a.yaml", One);
        _sources.Read();
        Write("a.yaml", text);
        _sources.Read();
        Spec("prometheus").Should().Contain("http://a:9090");
        _changes.Should().Equal("Added prometheus");
    }

    [Fact]
    public void Of_two_files_with_one_name_the_first_counts()
    {
        Write("b.yaml", One.Replace("http://a", "http://b", StringComparison.Ordinal));
        Write("a.yaml", One);
        _sources.Read();
        Spec("prometheus").Should().Contain("http://a:9090");
    }

    private string Spec(string name) => _sources.Get(new ObjectKey("", name))!.Spec!.ToString();

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
