/**
 * `Parse.Cloud.sendEmail({to, subject, text, html, from})`: the server sends it. The promise resolves when the mail server has it.
 * @param {typeof import('parse/node')} Parse
 */
export function emailSender(Parse) {
  return async mail => {
    await Parse.CoreManager.getRESTController().request('POST', 'cloud_code/email', mail, { useMasterKey: true });
  };
}
