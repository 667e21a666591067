using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Files;

/// <summary>Files in a bucket of S3 or of a server that speaks its protocol. Keys are <c>prefix/application id/stored name</c>.</summary>
internal sealed class S3FileStore(IAmazonS3 s3, string bucket, string prefix) : IFileStore, IDisposable
{
    private const string Metadata = "x-amz-meta-parse-metadata", Tags = "x-amz-meta-parse-tags";

    /// <summary>Settings: <c>Bucket</c>, <c>Region</c>, <c>Endpoint</c> (not Amazon's), <c>Prefix</c>, <c>AccessKey</c> and <c>SecretKey</c> (else the SDK's usual sources).</summary>
    public static S3FileStore Create(IConfiguration settings)
    {
        var config = new AmazonS3Config
        {
            // Servers that are not Amazon's know neither trailing checksums nor buckets in host names.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings["Endpoint"] is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.UseHttp = endpoint.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
            config.AuthenticationRegion = settings["Region"] ?? "us-east-1";
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings["Region"] ?? "us-east-1");
        }

        var bucket = settings["Bucket"] ?? throw new InvalidOperationException("Files:S3:Bucket must name the bucket.");
        var client = settings["AccessKey"] is { Length: > 0 } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, settings["SecretKey"] ?? ""), config)
            : new AmazonS3Client(config);
        return new S3FileStore(client, bucket, settings["Prefix"]?.Trim('/') ?? "");
    }

    /// <remarks>S3 wants the length first, so the content waits on the local disk until it is whole.</remarks>
    public async Task WriteAsync(App app, FileDescription description, Stream content, CancellationToken cancellationToken)
    {
        await using var spooled = await SpooledFile.CreateAsync(content, cancellationToken);
        await using var body = spooled.AsSource(description.Name).Open();
        var put = new PutObjectRequest
        {
            BucketName = bucket,
            Key = KeyOf(app, description.Name),
            InputStream = body,
            ContentType = description.ContentType,
            UseChunkEncoding = false,
        };
        AddMetadata(put.Metadata, Metadata, description.Metadata);
        AddMetadata(put.Metadata, Tags, description.Tags);
        await GuardAsync(() => s3.PutObjectAsync(put, cancellationToken));
    }

    public async Task<StoredFile?> FindAsync(App app, string name, CancellationToken cancellationToken)
    {
        var found = await FindOrNullAsync(() => s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = KeyOf(app, name) }, cancellationToken));
        if (found is null)
            return null;
        var description = new FileDescription(name, found.Headers.ContentType ?? FileTypes.Unknown, ReadMetadata(found.Metadata, Metadata), ReadMetadata(found.Metadata, Tags));
        return new StoredFile(description, found.ContentLength, found.ETag.Trim('"'), new DateTimeOffset(found.LastModified ?? default, TimeSpan.Zero));
    }

    public async Task<Stream?> OpenAsync(App app, string name, long offset, long length, CancellationToken cancellationToken)
    {
        var get = new GetObjectRequest { BucketName = bucket, Key = KeyOf(app, name), ByteRange = new Amazon.S3.Model.ByteRange(offset, offset + length - 1) };
        return (await FindOrNullAsync(() => s3.GetObjectAsync(get, cancellationToken)))?.ResponseStream is { } stream ? new PartStream(stream, length) : null;
    }

    /// <remarks>S3 answers the same whether the object was there.</remarks>
    public async Task<bool> DeleteAsync(App app, string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(app, name, cancellationToken) is null)
            return false;
        await GuardAsync(() => s3.DeleteObjectAsync(bucket, KeyOf(app, name), cancellationToken));
        return true;
    }

    public async IAsyncEnumerable<(string Name, DateTimeOffset CreatedAt)> ListAsync(App app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = KeyOf(app, "");
        var list = new ListObjectsV2Request { BucketName = bucket, Prefix = folder };
        while (true)
        {
            var page = await GuardAsync(() => s3.ListObjectsV2Async(list, cancellationToken));
            foreach (var item in page.S3Objects ?? [])
                yield return (item.Key[folder.Length..], new DateTimeOffset(item.LastModified ?? default, TimeSpan.Zero));
            if (page.NextContinuationToken is not { Length: > 0 } next)
                yield break;
            list.ContinuationToken = next;
        }
    }

    public void Dispose() => s3.Dispose();

    private string KeyOf(App app, string name) => prefix.Length == 0 ? $"{app.Id}/{name}" : $"{prefix}/{app.Id}/{name}";

    /// <summary>Headers hold ASCII only.</summary>
    private static void AddMetadata(MetadataCollection metadata, string name, JsonElement? value)
    {
        if (value is { } json)
            metadata[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(json.GetRawText()));
    }

    private static JsonElement? ReadMetadata(MetadataCollection metadata, string name) =>
        metadata[name] is { Length: > 0 } base64 ? JsonElement.Parse(Convert.FromBase64String(base64)) : null;

    private static async Task<T?> FindOrNullAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw Unavailable(exception);
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw Unavailable(exception);
        }
    }

    private static ParseException Unavailable(Exception cause) =>
        new(ErrorCode.FileSaveError, "The file storage is not available.", cause) { HttpStatus = StatusCodes.Status503ServiceUnavailable };
}
