using Microsoft.Extensions.Logging;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Processes;

/// <summary>What the operator logs: a line of the story; an error is a violation, as the operator logs errors for bugs alone.</summary>
/// <param name="cluster">The world.</param>
/// <param name="process">Who logs.</param>
public sealed class StoryLog(SimulatedCluster cluster, OperatorProcess process) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(cluster, process);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Lines(SimulatedCluster cluster, OperatorProcess process) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error || (cluster.Tells && logLevel >= LogLevel.Information);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var text = formatter(state, exception);
            cluster.Tell($"{process.Identity} says: {text}");
            if (logLevel >= LogLevel.Error) cluster.Violate("no-bugs", $"{process.Identity} logged an error: {text} {exception}");
        }
    }
}
