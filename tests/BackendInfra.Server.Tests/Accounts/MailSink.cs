using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>A real mail server (npm <c>smtp-server</c>) that keeps what it gets.</summary>
public sealed class MailSink : IAsyncDisposable
{
    public const string User = "sender";
    public const string Password = "mail-secret";

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _boxes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task _reading;

    private MailSink(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = ReadAsync();
    }

    public int Port { get; }

    /// <summary>Addresses that have got a mail.</summary>
    public IEnumerable<string> Recipients => _boxes.Where(box => box.Value.Reader.Count > 0).Select(box => box.Key);

    public static async Task<MailSink> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", "mail-sink.mjs"), User, Password])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        })!;
        var port = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new MailSink(process, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    /// <summary>The next mail to an address.</summary>
    public async Task<JsonElement> NextAsync(string address)
    {
        using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeOut.CancelAfter(TimeSpan.FromSeconds(60));
        return await Box(address).Reader.ReadAsync(timeOut.Token);
    }

    /// <summary>The token of the link in the next mail to an address.</summary>
    public async Task<string> NextTokenAsync(string address) => TokenOf(await NextAsync(address));

    public static string TokenOf(JsonElement mail) => Regex.Match(mail.GetProperty("text").GetString()!, @"\?token=([A-Za-z0-9]+)").Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private Channel<JsonElement> Box(string address) => _boxes.GetOrAdd(address, _ => Channel.CreateUnbounded<JsonElement>());

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var mail = JsonElement.Parse(line);
            foreach (var recipient in mail.GetProperty("recipients").EnumerateArray())
                Box(recipient.GetString()!).Writer.TryWrite(mail);
        }
    }
}
