using System.Text;
using Microsoft.ML.Data;

namespace QuickStart.Reading;

/// <summary>
/// Records as ML.NET's text loader reads them: separated by tabs, each cell in quotes, so that nothing can be read in another way than it
/// was read here.
/// </summary>
/// <param name="records">Gives the records, anew for each reading.</param>
internal sealed class RecordSource(Func<IEnumerable<string[]>> records) : IMultiStreamSource
{
    public const char Separator = '\t';

    public int Count => 1;

    public string? GetPathOrNull(int index) => null;

    public Stream Open(int index) => new Lines(records().Select(Line));

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    private static string Line(string[] cells) =>
        string.Join(Separator, cells.Select(cell => cell.Length == 0 ? "" : $"\"{cell.Replace("\"", "\"\"")}\"")) + '\n';

    /// <summary>Lines as bytes, made as they are asked for.</summary>
    private sealed class Lines(IEnumerable<string> lines) : Stream
    {
        private readonly IEnumerator<string> _lines = lines.GetEnumerator();
        private byte[] _line = [];
        private int _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var filled = 0;
            while (filled < count)
            {
                if (_given == _line.Length)
                {
                    if (!_lines.MoveNext())
                        break;
                    (_line, _given) = (Encoding.UTF8.GetBytes(_lines.Current), 0);
                }

                var length = Math.Min(count - filled, _line.Length - _given);
                _line.AsSpan(_given, length).CopyTo(buffer.AsSpan(offset + filled));
                _given += length;
                filled += length;
            }

            return filled;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
