// A mail server on a free loopback port. Prints its port, then every mail that it gets, as lines of JSON. Ends with its standard input.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { SMTPServer } = require('smtp-server');
const { simpleParser } = require('mailparser');

const [user, password] = process.argv.slice(2);
const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  disableReverseLookup: true,
  onAuth: (auth, session, done) => auth.username === user && auth.password === password ? done(null, { user }) : done(new Error('wrong')),
  async onData(stream, session, done) {
    try {
      const mail = await simpleParser(stream, { skipImageLinks: true });
      console.log(JSON.stringify({
        from: mail.from.text, to: mail.to.text, subject: mail.subject, text: mail.text, html: mail.html, auto: mail.headers.get('auto-submitted'),
        recipients: session.envelope.rcptTo.map(r => r.address),
      }));
      done();
    } catch (error) {
      done(error);
    }
  },
});
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
