import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * A phone in Java with the cipher names of the app: `java Phone JOB…`, a job being `BASE DOOR CIPHER KEY_BYTES FILE`.
 * DOOR is a type of `/process`, or the path of a named endpoint; CIPHER is `sha256` (Java's parameters for that name),
 * `sha256-explicit` (Android's) or `sha1`; FILE holds the inner JSON. Prints each job's statuses and result.
 */
public final class Phone {
    private static final String SHA256 = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    private static final String SHA1 = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;
    private final String cipherName;
    private final int keyBytes;

    private Phone(String base, String cipherName, int keyBytes) {
        this.base = base;
        this.cipherName = cipherName;
        this.keyBytes = keyBytes;
    }

    public static void main(String[] jobs) throws Exception {
        for (String job : jobs) {
            String[] parts = job.split(" ");
            Phone phone = new Phone(parts[0], parts[2], Integer.parseInt(parts[3]));
            byte[] inner = Files.readAllBytes(Path.of(parts[4]));
            System.out.println(parts[1].startsWith("/") ? phone.sealed(parts[1], inner) : phone.process(parts[1], inner));
        }
    }

    private String process(String type, byte[] inner) throws Exception {
        SecretKeySpec key = newKey();
        String content = seal(key, inner);
        String known = String.format("\"client_id\": \"%s\", \"type\": \"%s\", \"SHA256\": \"%s\"",
                UUID.randomUUID(), type, sha256(content.getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> answer = post("/process", String.format(
                "{%s, \"has_content\": true, \"content\": \"%s\", \"aes_key\": \"%s\"}", known, content, wrap(key)));
        StringBuilder statuses = new StringBuilder().append(answer.statusCode());
        while (value(answer, "status").equals("processing")) {
            Thread.sleep(200);
            answer = post("/process", String.format("{%s, \"has_content\": false}", known));
            statuses.append(',').append(answer.statusCode());
        }
        return statuses + " " + new String(open(key, value(answer, "result")), StandardCharsets.UTF_8);
    }

    private String sealed(String path, byte[] inner) throws Exception {
        StringBuilder statuses = new StringBuilder();
        String told = ask(path, inner, statuses);
        String first = told;
        while (statuses.toString().endsWith("202")) {
            Thread.sleep(200);
            statuses.append(',');
            told = ask("/task_status", String.format("{\"task_id\": \"%s\"}", value(first, "task_id"))
                    .getBytes(StandardCharsets.UTF_8), statuses);
        }
        return statuses + " " + told;
    }

    private String ask(String path, byte[] inner, StringBuilder statuses) throws Exception {
        SecretKeySpec key = newKey();
        HttpResponse<String> answer = post(path, String.format(
                "{\"encrypted_data\": \"%s\", \"encrypted_key\": \"%s\", \"signature\": \"%s\"}",
                seal(key, inner), wrap(key), sha256(inner)));
        statuses.append(answer.statusCode());
        byte[] plain = open(key, value(answer, "encrypted_data"));
        if (!sha256(plain).equals(value(answer, "signature"))) {
            throw new IllegalStateException("the signature is not of what was sent");
        }
        return new String(plain, StandardCharsets.UTF_8);
    }

    private SecretKeySpec newKey() {
        byte[] key = new byte[keyBytes];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    private String wrap(SecretKeySpec key) throws Exception {
        Cipher cipher = Cipher.getInstance(cipherName.equals("sha1") ? SHA1 : SHA256);
        if (cipherName.equals("sha256-explicit")) {
            cipher.init(Cipher.ENCRYPT_MODE, publicKey(),
                    new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        } else {
            cipher.init(Cipher.ENCRYPT_MODE, publicKey());
        }
        return Base64.getEncoder().encodeToString(cipher.doFinal(key.getEncoded()));
    }

    private PublicKey publicKey() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/public_key")).build();
        String pem = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        String der = pem.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "")
                .replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(der)));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String seal(SecretKeySpec key, byte[] plain) throws GeneralSecurityException {
        byte[] iv = new byte[16];
        new SecureRandom().nextBytes(iv);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        byte[] sealed = cipher.doFinal(plain);
        byte[] whole = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, whole, iv.length, sealed.length);
        return Base64.getEncoder().encodeToString(whole);
    }

    private static byte[] open(SecretKeySpec key, String text) throws GeneralSecurityException {
        byte[] whole = Base64.getDecoder().decode(text);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(whole, 0, 16));
        return cipher.doFinal(whole, 16, whole.length - 16);
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String value(HttpResponse<String> answer, String key) {
        return value(answer.body(), key);
    }

    private static String value(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + key + " in " + json);
        }
        return found.group(1);
    }
}
