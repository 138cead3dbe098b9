using System.Diagnostics;

namespace Penumbra.Sandbox.Commands;

/// <summary>The operator, run as it would be anywhere else: its own process, a kubeconfig, its own rights.</summary>
public sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _copying;
    private bool _disposed;

    private OperatorProcess(Process process, Task copying)
    {
        _process = process;
        _copying = copying;
    }

    /// <summary>Whether it ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the operator; its log goes to a file.</summary>
    /// <param name="program">The path of penumbra.dll.</param>
    /// <param name="kubeconfig">Its login.</param>
    /// <param name="logFile">Where its log goes.</param>
    /// <param name="arguments">More arguments.</param>
    public static OperatorProcess Start(string program, string kubeconfig, string logFile, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[program, "run", "--kubeconfig", kubeconfig, .. arguments]) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        return new OperatorProcess(process, CopyAsync(process, logFile));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited)
        {
            // SIGTERM, as a kubelet sends it: the lease is given back.
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        await _copying;
        _process.Dispose();
    }

    private static async Task CopyAsync(Process process, string logFile)
    {
        // Unbuffered and shared: people and tests read it while it grows.
        await using var file = new FileStream(logFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        await Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(file), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }
}
