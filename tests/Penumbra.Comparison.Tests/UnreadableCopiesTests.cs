using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Penumbra.Comparison.Serving;

namespace Penumbra.Comparison.Tests;

/// <summary>What Kestrel tells of requests that it refuses, with many streams in one connection.</summary>
public sealed class UnreadableCopiesTests : IDisposable
{
    private readonly DiagnosticListener _server = new("server");
    private readonly Connection _connection = new();
    private readonly UnreadableCopies _copies;
    private int _counted;

    public UnreadableCopiesTests() => _copies = new UnreadableCopies(new ServiceCollection().AddSingleton(_server).BuildServiceProvider(), () => _counted++);

    [Fact]
    public void The_end_of_one_stream_says_nothing_of_another()
    {
        var (first, second) = (Stream(1), Stream(3));
        UnreadableCopies.Begins(first);
        UnreadableCopies.Begins(second);
        UnreadableCopies.Ends(second);
        Refused(first);
        _counted.Should().Be(0, "it is being read, and counted by who reads it");
        Refused(second);
        _counted.Should().Be(1);
    }

    [Fact]
    public void That_one_stream_is_being_read_hides_no_other()
    {
        UnreadableCopies.Begins(Stream(1));
        Refused(Stream(3));
        _counted.Should().Be(1);
    }

    [Fact]
    public void A_stream_that_the_server_takes_again_is_another()
    {
        var stream = Stream(1);
        UnreadableCopies.Begins(stream);
        stream.Set<IHttp2StreamIdFeature>(new StreamId(5));
        Refused(stream);
        _counted.Should().Be(1);
    }

    [Fact]
    public void What_is_left_of_a_body_that_nobody_reads_on_is_no_request_of_its_own()
    {
        var connection = new FeatureCollection();
        connection.Set<IConnectionItemsFeature>(_connection);
        UnreadableCopies.Begins(connection);
        Refused(connection);
        _counted.Should().Be(0);
        UnreadableCopies.Ends(connection);
        Refused(connection);
        _counted.Should().Be(1);
    }

    public void Dispose()
    {
        _copies.Dispose();
        _server.Dispose();
    }

    private void Refused(IFeatureCollection features) => _server.Write("Microsoft.AspNetCore.Server.Kestrel.BadRequest", features);

    private FeatureCollection Stream(int id)
    {
        var features = new FeatureCollection();
        features.Set<IConnectionItemsFeature>(_connection);
        features.Set<IHttp2StreamIdFeature>(new StreamId(id));
        return features;
    }

    private sealed class Connection : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }

    private sealed record StreamId(int Id) : IHttp2StreamIdFeature
    {
        int IHttp2StreamIdFeature.StreamId => Id;
    }
}
