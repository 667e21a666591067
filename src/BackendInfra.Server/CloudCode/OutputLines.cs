using System.Text;

namespace BackendInfra.Server.CloudCode;

/// <summary>Reads what a process prints, line by line, in bounded memory: a line may have no end.</summary>
internal static class OutputLines
{
    private const int MaxLength = 8 * 1024;

    /// <summary>Reads until the end.</summary>
    /// <param name="take">Takes each line, or each piece of a longer one.</param>
    public static async Task ReadAsync(Stream output, Action<string> take)
    {
        var buffer = new byte[MaxLength];
        var length = 0;
        try
        {
            int read;
            while ((read = await output.ReadAsync(buffer.AsMemory(length))) > 0)
            {
                length += read;
                length = Take(buffer, length, take);
            }
        }
        catch (IOException)
        {
            // The process has gone, and the pipe with it.
        }

        if (length > 0)
            take(Encoding.UTF8.GetString(buffer, 0, length));
    }

    /// <returns>How many bytes of an unfinished line are left, at the buffer's beginning.</returns>
    private static int Take(byte[] buffer, int length, Action<string> take)
    {
        var start = 0;
        while (buffer.AsSpan(start, length - start).IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (end > 0)
                take(Encoding.UTF8.GetString(buffer, start, end).TrimEnd('\r'));
            start += end + 1;
        }

        if (start == 0 && length == buffer.Length)
        {
            take(Encoding.UTF8.GetString(buffer));
            return 0;
        }

        buffer.AsSpan(start, length - start).CopyTo(buffer);
        return length - start;
    }
}
